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
    }
}
