namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Emit</c>; ours count from 4000.</summary>
    public static class Emit
    {
        public static readonly ErrorCode MissingBlob = new(8, "Emit.MissingBlob", "The bytes of a component are not available.");
        public static readonly ErrorCode InvalidDigest = new(9, "Emit.InvalidDigest", "Bytes do not have the digest that was pinned.");
        public static readonly ErrorCode CompositionFailed = new(10, "Emit.CompositionFailed", "The composition could not be made.");
        public static readonly ErrorCode LinkError = new(11, "Emit.LinkError", "An import could not be linked.");
        public static readonly ErrorCode IncompatibleTypes = new(12, "Emit.IncompatibleTypes", "An import and the export wired to it differ in type.");
        public static readonly ErrorCode CacheError = new(13, "Emit.CacheError", "The emit cache could not be used.");

        public static readonly ErrorCode LimitExceeded = new(4000, "Emit.LimitExceeded", "The artifact would exceed the limits of the component format.");
        public static readonly ErrorCode ConflictingGrants = new(4001, "Emit.ConflictingGrants", "Two instances hold different grants that the flat form cannot keep apart.");
        public static readonly ErrorCode DenialTraps = new(4002, "Emit.DenialTraps", "A denial has no answer in the flat form and traps when it is used (warning).");
        public static readonly ErrorCode HostMustEnforce = new(4003, "Emit.HostMustEnforce", "The flat form leaves a limit of a grant to the host (warning).");
    }
}
