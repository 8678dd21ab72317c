namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Wit</c>; they count from 2000.</summary>
    public static class Wit
    {
        public static readonly ErrorCode TypeMismatch = new(2000, "Wit.TypeMismatch", "Two component types do not match.");
    }
}
