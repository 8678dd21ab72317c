namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Plan</c>; ours count from 1000.</summary>
    public static class Plan
    {
        public static readonly ErrorCode InvalidSchema = new(0, "Plan.InvalidSchema", "The plan does not have the shape that the schema asks for.");
        public static readonly ErrorCode InvalidCBOR = new(1, "Plan.InvalidCBOR", "The bytes are not canonical CBOR.");
        public static readonly ErrorCode MissingField = new(2, "Plan.MissingField", "A required field is missing.");
        public static readonly ErrorCode InvalidGraph = new(3, "Plan.InvalidGraph", "The graph of instances and wires is not sound.");
        public static readonly ErrorCode CycleDetected = new(4, "Plan.CycleDetected", "Instances depend on each other in a circle.");
        public static readonly ErrorCode UnknownComponent = new(5, "Plan.UnknownComponent", "A component is named that the plan does not define.");
        public static readonly ErrorCode InvalidBinding = new(6, "Plan.InvalidBinding", "A wire does not fit its ends.");
        public static readonly ErrorCode DuplicateComponent = new(7, "Plan.DuplicateComponent", "An id is defined twice.");

        public static readonly ErrorCode NotSupported = new(1000, "Plan.NotSupported", "The plan uses a feature that this build does not have.");
        public static readonly ErrorCode UnknownKey = new(1001, "Plan.UnknownKey", "A key is not part of the schema.");
        public static readonly ErrorCode UnmetImport = new(1002, "Plan.UnmetImport", "An import has no provider and cannot be granted.");
        public static readonly ErrorCode AmbiguousImport = new(1003, "Plan.AmbiguousImport", "More than one instance could provide an import.");
        public static readonly ErrorCode DuplicateKey = new(1004, "Plan.DuplicateKey", "A key stands twice in one map.");
        public static readonly ErrorCode UnusedComponent = new(1005, "Plan.UnusedComponent", "A component is defined and never used (warning).");
        public static readonly ErrorCode ShapeMismatch = new(1006, "Plan.ShapeMismatch", "An import or export does not have the type that the plan asks for.");
        public static readonly ErrorCode PolicyViolation = new(1007, "Plan.PolicyViolation", "The host policy does not allow what the plan asks for.");
        public static readonly ErrorCode LimitExceeded = new(1008, "Plan.LimitExceeded", "The plan is larger than the limits allow.");
        public static readonly ErrorCode InvalidSyntax = new(1009, "Plan.InvalidSyntax", "The text is not YAML or JSON that can be read as a plan.");
        public static readonly ErrorCode NameConflict = new(1010, "Plan.NameConflict", "Two ids differ only in case or hyphens.");
        public static readonly ErrorCode UnknownInstance = new(1011, "Plan.UnknownInstance", "An instance is named that the plan does not define.");
        public static readonly ErrorCode UnknownImport = new(1012, "Plan.UnknownImport", "A component has no such import.");
        public static readonly ErrorCode UnknownExport = new(1013, "Plan.UnknownExport", "A component has no such export.");
        public static readonly ErrorCode UnknownSecret = new(1014, "Plan.UnknownSecret", "A secret is named that the plan does not define.");
        public static readonly ErrorCode SourceNotFound = new(1015, "Plan.SourceNotFound", "The source of a component could not be read.");
        public static readonly ErrorCode CapabilityDenied = new(1016, "Plan.CapabilityDenied", "An optional capability is not granted and will deny (warning).");
        public static readonly ErrorCode LimitCapped = new(1017, "Plan.LimitCapped", "A limit of the plan was lowered to the host's ceiling (warning).");
        public static readonly ErrorCode UnusedCapability = new(1018, "Plan.UnusedCapability", "A capability is given to an instance that does not import it (warning).");
        public static readonly ErrorCode LegacyForm = new(1019, "Plan.LegacyForm", "The plan has an older form and was converted for reading (warning).");
        public static readonly ErrorCode InvalidCapability = new(1020, "Plan.InvalidCapability", "A capability or one of its parameters is not one that exists.");
        public static readonly ErrorCode UnsupportedVersion = new(1021, "Plan.UnsupportedVersion", "The plan has a version that this build does not read.");
        public static readonly ErrorCode NotCanonicalOrder = new(1022, "Plan.NotCanonicalOrder", "A list of the plan is not in canonical order.");
        public static readonly ErrorCode NotBuilt = new(1023, "Plan.NotBuilt", "The plan has to be built before this can be done.");
        public static readonly ErrorCode InvalidLock = new(1024, "Plan.InvalidLock", "The lock file has an error.");
        public static readonly ErrorCode LockMismatch = new(1025, "Plan.LockMismatch", "The plan and its lock file do not agree.");
        public static readonly ErrorCode NotLocked = new(1026, "Plan.NotLocked", "An address is not in the lock file (a warning, unless locks are required).");
    }
}
