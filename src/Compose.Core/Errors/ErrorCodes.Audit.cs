namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Audit</c>; they count from 14000.</summary>
    public static class Audit
    {
        public static readonly ErrorCode JournalFailed = new(14000, "Audit.JournalFailed", "The audit journal could not be written.");
        public static readonly ErrorCode ChainBroken = new(14001, "Audit.ChainBroken", "The audit journal was changed.");
        public static readonly ErrorCode NotFound = new(14002, "Audit.NotFound", "The audit journal has no such record.");
    }
}
