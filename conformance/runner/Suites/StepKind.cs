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

    /// <summary>Repeat a run that was recorded, with the answers of then.</summary>
    Replay,

    /// <summary>Verify the journal that the host keeps.</summary>
    Audit,

    /// <summary>Make a signed statement about a component.</summary>
    Attest,

    /// <summary>Verify such a statement.</summary>
    Verify,

    /// <summary>Damage files that the host keeps. No host is asked: the runner does it.</summary>
    Damage,
}
