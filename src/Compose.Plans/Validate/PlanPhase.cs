namespace Compose.Plans;

/// <summary>The six phases of validation, in order.</summary>
public enum PlanPhase
{
    /// <summary>A: syntax, schema, canonical form, ids and references.</summary>
    Schema = 0,

    /// <summary>B: the bytes of every component are there and have their digest.</summary>
    Availability = 1,

    /// <summary>C: components are valid, wired imports and exports fit by type, resources keep their identity.</summary>
    Shape = 2,

    /// <summary>D: instances, imports and exports exist; no ambiguity, no cycle.</summary>
    Graph = 3,

    /// <summary>E: capabilities and limits within the host's policy.</summary>
    Policy = 4,

    /// <summary>F: every import of every instance is wired, granted, denied or needs nobody.</summary>
    DryLink = 5,
}
