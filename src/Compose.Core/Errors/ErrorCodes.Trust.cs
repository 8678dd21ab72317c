namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Trust</c>; ours count from 6000.</summary>
    public static class Trust
    {
        public static readonly ErrorCode VerificationFailed = new(26, "Trust.VerificationFailed", "Trust could not be established.");
        public static readonly ErrorCode SignatureInvalid = new(27, "Trust.SignatureInvalid", "A signature does not verify.");
        public static readonly ErrorCode CertificateExpired = new(28, "Trust.CertificateExpired", "A certificate was not valid at the time.");
        public static readonly ErrorCode UntrustedSource = new(29, "Trust.UntrustedSource", "The signer is not one that the policy trusts.");
        public static readonly ErrorCode BackendError = new(30, "Trust.BackendError", "The trust backend failed.");
        public static readonly ErrorCode MissingSignature = new(31, "Trust.MissingSignature", "A signature is required and absent.");

        public static readonly ErrorCode InvalidBundle = new(6000, "Trust.InvalidBundle", "A signature bundle is not well-formed.");
        public static readonly ErrorCode InvalidKey = new(6001, "Trust.InvalidKey", "A key or certificate cannot be used.");
        public static readonly ErrorCode InvalidPolicy = new(6002, "Trust.InvalidPolicy", "The trust policy has an error.");
        public static readonly ErrorCode InvalidRoot = new(6003, "Trust.InvalidRoot", "The trusted root is not well-formed.");
        public static readonly ErrorCode IdentityMismatch = new(6004, "Trust.IdentityMismatch", "The signer's identity is not the one expected.");
        public static readonly ErrorCode LogInvalid = new(6005, "Trust.LogInvalid", "The proof of a transparency log does not hold.");
        public static readonly ErrorCode TimeUnproven = new(6006, "Trust.TimeUnproven", "The time of signing is not proven.");
        public static readonly ErrorCode Revoked = new(6007, "Trust.Revoked", "The policy has revoked the key, digest or authority.");
        public static readonly ErrorCode InvalidStatement = new(6008, "Trust.InvalidStatement", "An attestation is not a statement about this artifact.");
        public static readonly ErrorCode Audited = new(6009, "Trust.Audited", "Trust is not established and the policy only records it (warning).");
    }
}
