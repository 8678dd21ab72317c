namespace Compose.Conformance;

/// <summary>A host that can be asked.</summary>
internal interface IHost : IAsyncDisposable
{
    /// <summary>Why this step cannot be asked of the host, or null if it can.</summary>
    string? Unable(Step step);

    /// <summary>Does a step. Never throws for what the host does wrong: that is an outcome.</summary>
    Task<StepResult> DoAsync(Step step, TestScratch scratch);
}
