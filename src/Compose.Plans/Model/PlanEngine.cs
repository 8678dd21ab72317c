namespace Compose.Plans;

/// <summary>An engine that a plan or a host insists on; the numbers are those of the canonical form.</summary>
public enum PlanEngine
{
    /// <summary>The embedded engine.</summary>
    Clr = 0,

    /// <summary>Wasmtime.</summary>
    Wasmtime = 1,
}
