# Keys of the Windows certificate store (CNG and CryptoAPI) for Countersign. Windows PowerShell 5.1; starts nothing, fetches nothing, writes no file.
# One JSON object a line on standard input, one on standard output (src-main/tokens/system/protocol.ts). Ends when its input does.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$utf8 = New-Object System.Text.UTF8Encoding $false
$reader = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), $utf8)
$writer = New-Object System.IO.StreamWriter([Console]::OpenStandardOutput(), $utf8)
$writer.NewLine = "`n"
$sha256 = [System.Security.Cryptography.SHA256]::Create()

function Get-StoreCertificates([string] $name) {
  $store = New-Object System.Security.Cryptography.X509Certificates.X509Store($name, [System.Security.Cryptography.X509Certificates.StoreLocation]::CurrentUser)
  $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]'ReadOnly, OpenExistingOnly')
  try { return @($store.Certificates) } finally { $store.Close() }
}

function Get-OwnCertificates { return @(Get-StoreCertificates 'My' | Where-Object { $_.HasPrivateKey }) }

function Get-Digest($certificate) {
  return ([System.BitConverter]::ToString($sha256.ComputeHash($certificate.RawData))).Replace('-', '').ToLowerInvariant()
}

# Issuers by name out of the stores of this computer: nothing is asked of the network.
function Get-Issuers($certificate, $pool) {
  $found = New-Object System.Collections.ArrayList
  $current = $certificate
  for ($level = 0; $level -lt 8 -and $current.Issuer -ne $current.Subject; $level++) {
    $issuer = $pool | Where-Object { $_.Subject -eq $current.Issuer } | Select-Object -First 1
    if ($null -eq $issuer) { break }
    [void] $found.Add([System.Convert]::ToBase64String($issuer.RawData))
    $current = $issuer
  }
  return , $found.ToArray()
}

function Get-Keys {
  $pool = @(Get-StoreCertificates 'CA') + @(Get-StoreCertificates 'Root')
  $keys = New-Object System.Collections.ArrayList
  foreach ($certificate in Get-OwnCertificates) {
    $chain = [string[]] (Get-Issuers $certificate $pool)
    [void] $keys.Add(@{ certificate = [System.Convert]::ToBase64String($certificate.RawData); chain = $chain })
  }
  return , $keys.ToArray()
}

function Get-Signature($request) {
  $certificate = Get-OwnCertificates | Where-Object { (Get-Digest $_) -eq $request.certificate } | Select-Object -First 1
  if ($null -eq $certificate) { throw (New-Object System.Collections.Generic.KeyNotFoundException 'no such certificate with a key') }
  $digest = [System.Convert]::FromBase64String($request.digest)
  if ($request.scheme -eq 'ecdsa') {
    $key = [System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($certificate)
    if ($null -eq $key) { throw (New-Object System.NotSupportedException 'the key is none on a curve') }
    return , $key.SignHash($digest)
  }
  $key = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
  if ($null -eq $key) { throw (New-Object System.NotSupportedException 'the key is none of RSA') }
  $hash = New-Object System.Security.Cryptography.HashAlgorithmName($request.hash.ToUpperInvariant())
  $padding = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1
  if ($request.scheme -eq 'pss') { $padding = [System.Security.Cryptography.RSASignaturePadding]::Pss }
  return , $key.SignHash($digest, $hash, $padding)
}

# SCARD_W_CANCELLED_BY_USER, ERROR_CANCELLED, NTE_USER_CANCELLED; NTE_NOT_SUPPORTED, NTE_BAD_ALGID, SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD.
$cancelled = @('8010006E', '800704C7', '80090036')
$unsupported = @('80090029', '80090008')
$missing = @('80100069', '8010000C', '8009000D', '80090016')

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
