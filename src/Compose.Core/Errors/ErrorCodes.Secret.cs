namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Secret</c>; ours count from 7000.</summary>
    public static class Secret
    {
        public static readonly ErrorCode NotFound = new(32, "Secret.NotFound", "The secret does not exist.");
        public static readonly ErrorCode AccessDenied = new(33, "Secret.AccessDenied", "The secret may not be read.");
        public static readonly ErrorCode BackendError = new(34, "Secret.BackendError", "The secret backend failed.");
        public static readonly ErrorCode InvalidToken = new(35, "Secret.InvalidToken", "The token is not valid.");
        public static readonly ErrorCode Expired = new(36, "Secret.Expired", "The token or secret has expired.");

        public static readonly ErrorCode InvalidUri = new(7000, "Secret.InvalidUri", "The address of a secret is not one that a backend understands.");
        public static readonly ErrorCode InvalidBackend = new(7001, "Secret.InvalidBackend", "The backend is not configured or not allowed here.");
        public static readonly ErrorCode WrongKind = new(7002, "Secret.WrongKind", "The secret cannot be used in this way.");
    }
}
