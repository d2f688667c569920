// Keys of the macOS keychain and of cards that the system shows in it, for Countersign. Starts nothing, fetches nothing, writes no file.
// One JSON object a line on standard input, one on standard output (src-main/tokens/system/protocol.ts). Ends when its input does.
import CryptoKit
import Foundation
import Security

struct Request: Decodable {
  let id: Int
  let call: String
  let certificate: String?
  let scheme: String?
  let hash: String?
  let digest: String?
}

struct Key: Encodable {
  let certificate: String
  let chain: [String]
}

struct Keys: Encodable {
  let id: Int
  let ok = true
  let value: [Key]
}

struct Signature: Encodable {
  let id: Int
  let ok = true
  let value: String
}

struct Refusal: Encodable {
  let id: Int
  let ok = false
  let kind: String
  let reason: String
}

struct Failure: Error {
  let kind: String
  let reason: String
}

/// What the system's errors mean, by domain and code: the same number means something else in another domain.
let meanings: [String: String] = [
  "NSOSStatusErrorDomain -128": "cancelled",  // errSecUserCanceled
  "com.apple.LocalAuthentication -2": "cancelled",  // userCancel
  "CryptoTokenKit -4": "cancelled",  // canceledByUser
  "NSOSStatusErrorDomain -25300": "missing",  // errSecItemNotFound
  "CryptoTokenKit -6": "missing",  // objectNotFound
  "CryptoTokenKit -7": "missing",  // tokenNotFound
]

func identities() -> [SecIdentity] {
  var found: [SecIdentity] = []
  let everywhere: [CFString: Any] = [
    kSecClass: kSecClassIdentity, kSecMatchLimit: kSecMatchLimitAll, kSecReturnRef: true,
  ]
  let onCards = everywhere.merging([kSecAttrAccessGroup: kSecAttrAccessGroupToken]) { _, new in new }
  for query in [everywhere, onCards] {
    var result: CFTypeRef?
    if SecItemCopyMatching(query as CFDictionary, &result) == errSecSuccess, let list = result as? [SecIdentity] {
      found.append(contentsOf: list)
    }
  }
  return found
}

func certificate(of identity: SecIdentity) -> SecCertificate? {
  var certificate: SecCertificate?
  return SecIdentityCopyCertificate(identity, &certificate) == errSecSuccess ? certificate : nil
}

func bytes(of certificate: SecCertificate) -> Data {
  SecCertificateCopyData(certificate) as Data
}

func digest(of certificate: SecCertificate) -> String {
  SHA256.hash(data: bytes(of: certificate)).map { String(format: "%02x", $0) }.joined()
}

/// Issuers that the system has: nothing is asked of the network.
func chain(of certificate: SecCertificate) -> [String] {
  var trust: SecTrust?
  guard SecTrustCreateWithCertificates(certificate, SecPolicyCreateBasicX509(), &trust) == errSecSuccess, let trust else {
    return []
  }
  SecTrustSetNetworkFetchAllowed(trust, false)
  _ = SecTrustEvaluateWithError(trust, nil)
  let found = SecTrustCopyCertificateChain(trust) as? [SecCertificate] ?? []
  return found.dropFirst().map { bytes(of: $0).base64EncodedString() }
}

func keys() -> [Key] {
  identities().compactMap { identity in
    certificate(of: identity).map { Key(certificate: bytes(of: $0).base64EncodedString(), chain: chain(of: $0)) }
  }
}

let algorithms: [String: SecKeyAlgorithm] = [
  "pkcs1 sha256": .rsaSignatureDigestPKCS1v15SHA256,
  "pkcs1 sha384": .rsaSignatureDigestPKCS1v15SHA384,
  "pkcs1 sha512": .rsaSignatureDigestPKCS1v15SHA512,
  "pss sha256": .rsaSignatureDigestPSSSHA256,
  "pss sha384": .rsaSignatureDigestPSSSHA384,
  "pss sha512": .rsaSignatureDigestPSSSHA512,
  "ecdsa sha256": .ecdsaSignatureDigestX962SHA256,
  "ecdsa sha384": .ecdsaSignatureDigestX962SHA384,
  "ecdsa sha512": .ecdsaSignatureDigestX962SHA512,
]

/// Keys stay open until the end: who gave a card its PIN for one signature is not asked again for the next. By digest of the certificate.
var opened: [String: SecKey] = [:]

func privateKey(of name: String) throws -> SecKey {
  if let known = opened[name] { return known }
  let wanted = identities().first { identity in
    certificate(of: identity).map { digest(of: $0) == name } ?? false
  }
  guard let identity = wanted else { throw Failure(kind: "missing", reason: "no such certificate with a key") }
  var key: SecKey?
  let status = SecIdentityCopyPrivateKey(identity, &key)
  guard status == errSecSuccess, let key else { throw Failure(kind: "missing", reason: "the key is not there (\(status))") }
  opened[name] = key
  return key
}

func signature(for request: Request) throws -> String {
  guard let algorithm = algorithms["\(request.scheme ?? "") \(request.hash ?? "")"] else {
    throw Failure(kind: "unsupported", reason: "no such algorithm")
  }
  guard let text = request.digest, let hash = Data(base64Encoded: text) else {
    throw Failure(kind: "failed", reason: "the digest is no base64")
  }
  let name = request.certificate ?? ""
  let key = try privateKey(of: name)
  guard SecKeyIsAlgorithmSupported(key, .sign, algorithm) else {
    throw Failure(kind: "unsupported", reason: "the key does not sign in this way")
  }
  var problem: Unmanaged<CFError>?
  guard let signature = SecKeyCreateSignature(key, algorithm, hash as CFData, &problem) else {
    // A card that was pulled out leaves a key that is good for nothing.
    opened[name] = nil
    throw failure(of: problem?.takeRetainedValue())
  }
  return (signature as Data).base64EncodedString()
}

func failure(of problem: CFError?) -> Failure {
  guard let problem else { return Failure(kind: "failed", reason: "no reason given") }
  let error = problem as Error as NSError
  let kind = meanings["\(error.domain) \(error.code)"] ?? "failed"
  return Failure(kind: kind, reason: "\(error.localizedDescription) (\(error.domain) \(error.code))")
}

func answer(to line: String) -> Data? {
  let encoder = JSONEncoder()
  guard let request = try? JSONDecoder().decode(Request.self, from: Data(line.utf8)) else {
    return try? encoder.encode(Refusal(id: 0, kind: "failed", reason: "the request is not understood"))
  }
  do {
    switch request.call {
    case "list": return try encoder.encode(Keys(id: request.id, value: keys()))
    case "sign": return try encoder.encode(Signature(id: request.id, value: signature(for: request)))
    default: throw Failure(kind: "unsupported", reason: "no such call")
    }
  } catch let failure as Failure {
    return try? encoder.encode(Refusal(id: request.id, kind: failure.kind, reason: failure.reason))
  } catch {
    return try? encoder.encode(Refusal(id: request.id, kind: "failed", reason: "\(error)"))
  }
}

while let line = readLine() {
  guard var data = answer(to: line) else { exit(1) }
  data.append(0x0a)
  FileHandle.standardOutput.write(data)
}
