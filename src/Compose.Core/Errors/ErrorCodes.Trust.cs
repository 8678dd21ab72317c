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
    }
}
