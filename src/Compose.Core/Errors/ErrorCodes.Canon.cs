namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Canon</c>; they count from 10000.</summary>
    public static class Canon
    {
        public static readonly ErrorCode InvalidJson = new(10000, "Canon.InvalidJson", "The text is not canonical JSON.");
        public static readonly ErrorCode NotNormalized = new(10001, "Canon.NotNormalized", "Text is not in Unicode normalization form C.");
        public static readonly ErrorCode InvalidCbor = new(10002, "Canon.InvalidCbor", "The bytes are not well-formed CBOR.");
        public static readonly ErrorCode NotCanonical = new(10003, "Canon.NotCanonical", "The data is well-formed but not in canonical form.");
        public static readonly ErrorCode LimitExceeded = new(10004, "Canon.LimitExceeded", "The data is nested deeper or is larger than the limits allow.");
    }
}
