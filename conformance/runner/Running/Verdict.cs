namespace Compose.Conformance;

/// <summary>What is said of one test.</summary>
public enum Verdict
{
    Passed,

    Failed,

    /// <summary>The host claims it, but something that the test needs is not on this machine.</summary>
    Skipped,

    /// <summary>The host does not say that it can do this.</summary>
    Unclaimed,
}
