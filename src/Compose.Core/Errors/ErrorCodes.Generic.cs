namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Generic</c>; ours count from 9000.</summary>
    public static class Generic
    {
        public static readonly ErrorCode InvalidInput = new(37, "Generic.InvalidInput", "The input cannot be used.");
        public static readonly ErrorCode InternalError = new(38, "Generic.InternalError", "A fault of Compose itself.");
        public static readonly ErrorCode NotImplemented = new(39, "Generic.NotImplemented", "Not implemented.");
        public static readonly ErrorCode Unsupported = new(40, "Generic.Unsupported", "Not supported.");

        public static readonly ErrorCode Usage = new(9000, "Generic.Usage", "The command line is not one that the program understands.");
        public static readonly ErrorCode LimitExceeded = new(9001, "Generic.LimitExceeded", "The input is larger than the limits allow.");
    }
}
