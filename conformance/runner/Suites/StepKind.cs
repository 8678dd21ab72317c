namespace Compose.Conformance;

/// <summary>What a step asks of a host.</summary>
public enum StepKind
{
    /// <summary>Judge a plan.</summary>
    Validate,

    /// <summary>Judge a component without running it.</summary>
    Check,

    /// <summary>Make one component of a plan (or of a script of another composer).</summary>
    Compose,

    /// <summary>Run a command: <c>wasi:cli/run</c>.</summary>
    Run,

    /// <summary>Call one export with values in WAVE.</summary>
    Invoke,

    /// <summary>Serve <c>wasi:http</c> and be asked.</summary>
    Serve,
}
