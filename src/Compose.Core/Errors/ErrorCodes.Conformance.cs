namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Conformance</c>; they count from 12000.</summary>
    public static class Conformance
    {
        public static readonly ErrorCode InvalidSuite = new(12000, "Conformance.InvalidSuite", "A file of tests does not have the shape of one.");
        public static readonly ErrorCode InvalidHost = new(12001, "Conformance.InvalidHost", "The description of a host does not have the shape of one.");
        public static readonly ErrorCode HostUnavailable = new(12002, "Conformance.HostUnavailable", "The host that was to be judged cannot be started.");
        public static readonly ErrorCode InvalidReport = new(12003, "Conformance.InvalidReport", "The report is not one, or was changed.");
    }
}
