namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Exec</c>; ours count from 5000.</summary>
    public static class Exec
    {
        public static readonly ErrorCode Trap = new(14, "Exec.Trap", "The guest trapped.");
        public static readonly ErrorCode Timeout = new(15, "Exec.Timeout", "The deadline was reached.");
        public static readonly ErrorCode ResourceExhausted = new(16, "Exec.ResourceExhausted", "A limit was reached.");
        public static readonly ErrorCode CapabilityDenied = new(17, "Exec.CapabilityDenied", "A capability was used that was not granted.");
        public static readonly ErrorCode MissingExport = new(18, "Exec.MissingExport", "The component does not export what was asked for.");
        public static readonly ErrorCode InvalidArgs = new(19, "Exec.InvalidArgs", "Arguments do not fit the function.");
        public static readonly ErrorCode CacheError = new(20, "Exec.CacheError", "The exec cache could not be used.");

        public static readonly ErrorCode InstanceEnded = new(5000, "Exec.InstanceEnded", "The instance was ended by an earlier trap.");
        public static readonly ErrorCode NotSupported = new(5001, "Exec.NotSupported", "The component uses a feature that this engine does not have.");
        public static readonly ErrorCode LinkFailed = new(5002, "Exec.LinkFailed", "An import of the component cannot be satisfied.");
        public static readonly ErrorCode Cancelled = new(5003, "Exec.Cancelled", "The run was cancelled from outside.");
        public static readonly ErrorCode EngineMissing = new(5004, "Exec.EngineMissing", "The engine that was asked for is not installed.");
        public static readonly ErrorCode EngineUnusable = new(5005, "Exec.EngineUnusable", "The engine's library cannot be used.");
        public static readonly ErrorCode EngineConflict = new(5006, "Exec.EngineConflict", "Two different engines, or copies of one, were asked for.");
        public static readonly ErrorCode RecordingRefused = new(5007, "Exec.RecordingRefused", "What a plan with secrets does is not recorded with its values.");
        public static readonly ErrorCode ReplayDiverged = new(5008, "Exec.ReplayDiverged", "A guest did something else than in the run that was recorded.");
    }
}
