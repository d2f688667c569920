# Keys of the Windows certificate store (CNG and CryptoAPI) for Countersign. Windows PowerShell 5.1; starts nothing, fetches nothing, writes no file.
# One JSON object a line on standard input, one on standard output (src-main/tokens/system/protocol.ts). Ends when its input does.
# Where the administrator lets scripts do little (constrained language mode) none of this works: the status says so to who asks.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') { exit 3 }
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
# Windows PowerShell gives arrays a property of their own that ConvertTo-Json would write as { "value": [], "Count": 0 }.
Remove-TypeData -TypeName System.Array -ErrorAction Ignore

$utf8 = New-Object System.Text.UTF8Encoding $false
$reader = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), $utf8)
$writer = New-Object System.IO.StreamWriter([Console]::OpenStandardOutput(), $utf8)
$writer.NewLine = "`n"
# Where the computer is bound to validated cryptography (FIPS), SHA256Managed would not do.
$sha256 = New-Object System.Security.Cryptography.SHA256CryptoServiceProvider

function Get-StoreCertificates([string] $name) {
  $store = New-Object System.Security.Cryptography.X509Certificates.X509Store($name, [System.Security.Cryptography.X509Certificates.StoreLocation]::CurrentUser)
  $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]'ReadOnly, OpenExistingOnly')
  try { return @($store.Certificates) } finally { $store.Close() }
}

function Get-OwnCertificates { return @(Get-StoreCertificates 'My' | Where-Object { $_.HasPrivateKey }) }

function Get-Digest($certificate) {
  return ([System.BitConverter]::ToString($sha256.ComputeHash($certificate.RawData))).Replace('-', '').ToLowerInvariant()
}

function Group-BySubject($certificates) {
  $groups = @{}
  foreach ($certificate in $certificates) {
    $name = $certificate.Subject
    if (-not $groups.ContainsKey($name)) { $groups[$name] = New-Object System.Collections.ArrayList }
    [void] $groups[$name].Add($certificate)
  }
  return $groups
}

# Issuers by name out of the stores of this computer, all of one name: nothing is asked of the network. Who asked finds out which signed.
function Get-Issuers($certificate, $bySubject) {
  $found = New-Object System.Collections.ArrayList
  $name = $certificate.Issuer
  for ($level = 0; $level -lt 8 -and $bySubject.ContainsKey($name); $level++) {
    $above = $name
    foreach ($issuer in $bySubject[$name]) {
      if ($found.Count -lt 50) { [void] $found.Add([System.Convert]::ToBase64String($issuer.RawData)) }
      if ($issuer.Issuer -ne $issuer.Subject) { $above = $issuer.Issuer }
    }
    if ($above -eq $name) { break }
    $name = $above
  }
  return , $found.ToArray()
}

function Get-Keys {
  $bySubject = Group-BySubject (@(Get-StoreCertificates 'CA') + @(Get-StoreCertificates 'Root'))
  $keys = New-Object System.Collections.ArrayList
  foreach ($certificate in Get-OwnCertificates) {
    $chain = [string[]] (Get-Issuers $certificate $bySubject)
    [void] $keys.Add(@{ certificate = [System.Convert]::ToBase64String($certificate.RawData); chain = $chain })
  }
  return , $keys.ToArray()
}

# Keys stay open until the end: who gave a card its PIN for one signature is not asked again for the next. By digest of the certificate.
$opened = @{}

function Open-Key([string] $name, [bool] $onCurve) {
  if ($opened.ContainsKey($name)) { return $opened[$name] }
  $certificate = Get-OwnCertificates | Where-Object { (Get-Digest $_) -eq $name } | Select-Object -First 1
  if ($null -eq $certificate) { throw (New-Object System.Collections.Generic.KeyNotFoundException 'no such certificate with a key') }
  if ($onCurve) { $key = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($certificate) }
  else { $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate) }
  if ($null -eq $key) { throw (New-Object System.NotSupportedException 'the key is of another kind than the signature') }
  $opened[$name] = $key
  return $key
}

function Close-Key([string] $name) {
  if (-not $opened.ContainsKey($name)) { return }
  $opened[$name].Dispose()
  $opened.Remove($name)
}

function Get-Signature($request) {
  $digest = [System.Convert]::FromBase64String($request.digest)
  $key = Open-Key $request.certificate ($request.scheme -eq 'ecdsa')
  try {
    if ($request.scheme -eq 'ecdsa') { return , $key.SignHash($digest) }
    $hash = New-Object System.Security.Cryptography.HashAlgorithmName($request.hash.ToUpperInvariant())
    if ($request.scheme -eq 'pkcs1') { return , $key.SignHash($digest, $hash, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1) }
    if ($request.scheme -ne 'pss') { throw (New-Object System.NotSupportedException 'no such scheme') }
    if ($key -is [System.Security.Cryptography.RSACryptoServiceProvider]) { throw (New-Object System.NotSupportedException 'CryptoAPI knows no PSS') }
    return , $key.SignHash($digest, $hash, [System.Security.Cryptography.RSASignaturePadding]::Pss)
  }
  catch {
    # A card that was pulled out leaves a key that is good for nothing.
    Close-Key $request.certificate
    throw
  }
}

# SCARD_W_CANCELLED_BY_USER, ERROR_CANCELLED, NTE_USER_CANCELLED.
$cancelled = @('8010006E', '800704C7', '80090036')
# NTE_NOT_SUPPORTED, NTE_BAD_ALGID.
$unsupported = @('80090029', '80090008')
# SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD, SCARD_E_NO_READERS_AVAILABLE, NTE_NO_KEY, NTE_BAD_KEYSET.
$missing = @('80100069', '8010000C', '8010002E', '8009000D', '80090016')

function Get-Failure([System.Exception] $exception) {
  while ($null -ne $exception.InnerException) { $exception = $exception.InnerException }
  $code = $exception.HResult.ToString('X8')
  $kind = 'failed'
  if ($cancelled -contains $code) { $kind = 'cancelled' }
  elseif ($unsupported -contains $code -or $exception -is [System.NotSupportedException]) { $kind = 'unsupported' }
  elseif ($missing -contains $code -or $exception -is [System.Collections.Generic.KeyNotFoundException]) { $kind = 'missing' }
  return @{ kind = $kind; reason = "$($exception.Message) (0x$code)" }
}

while ($null -ne ($line = $reader.ReadLine())) {
  $id = 0
  try {
    $request = ConvertFrom-Json $line
    $id = $request.id
    if ($request.call -eq 'list') { $answer = @{ id = $id; ok = $true; value = [object[]] (Get-Keys) } }
    elseif ($request.call -eq 'sign') { $answer = @{ id = $id; ok = $true; value = [System.Convert]::ToBase64String([byte[]] (Get-Signature $request)) } }
    else { throw (New-Object System.NotSupportedException 'no such call') }
  }
  catch {
    $failure = Get-Failure $_.Exception
    $answer = @{ id = $id; ok = $false; kind = $failure.kind; reason = $failure.reason }
  }
  $writer.WriteLine((ConvertTo-Json $answer -Compress -Depth 5))
  $writer.Flush()
}
