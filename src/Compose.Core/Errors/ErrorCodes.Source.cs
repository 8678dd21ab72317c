namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Source</c>: what is fetched from and sent to elsewhere; they count from 15000.</summary>
    public static class Source
    {
        public static readonly ErrorCode InvalidAddress = new(15000, "Source.InvalidAddress", "The address of a source or registry cannot be read.");
        public static readonly ErrorCode NotFound = new(15001, "Source.NotFound", "There is nothing at the address.");
        public static readonly ErrorCode Unreachable = new(15002, "Source.Unreachable", "The server does not answer, or breaks off.");
        public static readonly ErrorCode AccessDenied = new(15003, "Source.AccessDenied", "The server asks for credentials, or does not accept them.");
        public static readonly ErrorCode DigestMismatch = new(15004, "Source.DigestMismatch", "What was fetched does not have the digest that was asked for.");
        public static readonly ErrorCode LimitExceeded = new(15005, "Source.LimitExceeded", "What the server sends is larger than the limits allow.");
        public static readonly ErrorCode RedirectRefused = new(15006, "Source.RedirectRefused", "The server leads to a place where the policy does not allow to go.");
        public static readonly ErrorCode InvalidAnswer = new(15007, "Source.InvalidAnswer", "The server's answer is not what the protocol asks for.");
        public static readonly ErrorCode Insecure = new(15008, "Source.Insecure", "The address is not encrypted, and that is not allowed for it.");
        public static readonly ErrorCode Offline = new(15009, "Source.Offline", "Something would have to be fetched, and that is not allowed.");
        public static readonly ErrorCode InvalidCredentials = new(15010, "Source.InvalidCredentials", "A credential file or helper cannot be used.");
        public static readonly ErrorCode Refused = new(15011, "Source.Refused", "The registry does not take what was sent.");
        public static readonly ErrorCode InvalidArtifact = new(15012, "Source.InvalidArtifact", "The artifact or image layout is not one that can be used.");
        public static readonly ErrorCode InvalidConfig = new(15013, "Source.InvalidConfig", "A configuration or lock file of registries or packages has an error.");
        public static readonly ErrorCode GitFailed = new(15014, "Source.GitFailed", "Git could not fetch what was asked for.");
    }
}
