namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Component</c>; they count from 3000.</summary>
    public static class Component
    {
        public static readonly ErrorCode Malformed = new(3000, "Component.Malformed", "The bytes are not a well-formed WebAssembly binary.");
        public static readonly ErrorCode Invalid = new(3001, "Component.Invalid", "The binary is well-formed but not valid.");
        public static readonly ErrorCode LimitExceeded = new(3002, "Component.LimitExceeded", "The binary exceeds a limit of the implementation.");
        public static readonly ErrorCode NotSupported = new(3003, "Component.NotSupported", "The binary uses a feature that is not enabled.");
    }
}
