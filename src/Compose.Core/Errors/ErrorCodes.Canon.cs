namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Canon</c>; they count from 10000.</summary>
    public static class Canon
    {
        public static readonly ErrorCode InvalidJson = new(10000, "Canon.InvalidJson", "The text is not canonical JSON.");
        public static readonly ErrorCode NotNormalized = new(10001, "Canon.NotNormalized", "Text is not in Unicode normalization form C.");
    }
}
