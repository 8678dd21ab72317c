namespace Compose;

/// <summary>What the runtime permits. The values are those of the plan's CDDL; a smaller one is stricter.</summary>
public enum DeterminismMode
{
    /// <summary>Same inputs, same bytes: virtual clock, seeded random, fixed environment.</summary>
    Strict = 0,

    /// <summary>Real services, every nondeterministic answer recorded.</summary>
    Audit = 1,

    /// <summary>Real services.</summary>
    Relaxed = 2,
}
