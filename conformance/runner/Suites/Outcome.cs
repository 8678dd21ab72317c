namespace Compose.Conformance;

/// <summary>How a step ended, in words that hold for every host.</summary>
public enum Outcome
{
    /// <summary>It did what was asked; a guest returned success.</summary>
    Ok,

    /// <summary>The guest ran and answered with an error (<c>err</c> of <c>run</c>, an exit code of its own).</summary>
    Failed,

    /// <summary>The guest trapped.</summary>
    Trap,

    /// <summary>A limit that was set ended the guest.</summary>
    Limit,

    /// <summary>The host refused before a guest started: bad input, an import that nothing meets.</summary>
    Refused,

    /// <summary>Policy or trust refused before a guest started.</summary>
    Denied,

    /// <summary>The runner ended the host in the middle, as the test asked.</summary>
    Killed,

    /// <summary>The host itself did not end in time. No test can expect it.</summary>
    Hung,

    /// <summary>The host itself died, or answered what cannot be understood. No test can expect it.</summary>
    Broken,
}
