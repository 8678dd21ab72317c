namespace Compose.Plans;

/// <summary>
/// A plan as it was read, before anything was looked up: the model, the form it had and what is wrong with its shape.
/// </summary>
public sealed record PlanDocument
{
    /// <summary>The name of the file in messages, or null.</summary>
    public string? File { get; init; }

    /// <summary>The folder from which relative paths count; null for the current one.</summary>
    public string? BaseDirectory { get; init; }

    public required PlanForm Form { get; init; }

    /// <summary>The bytes as read.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The plan as far as it could be read; null if the input is no plan at all.</summary>
    public Plan? Plan { get; init; }

    /// <summary>The identity of a canonical plan; null for an authored one, which has none until it is built.</summary>
    public PlanIdentity? Identity { get; init; }

    /// <summary>What addresses of an authored plan stood for when they were locked; null where there is no lock file.</summary>
    public PlanLock? Lock { get; init; }

    /// <summary>What is wrong with syntax, canonical form and shape.</summary>
    public IReadOnlyList<ComposeError> Errors { get; init; } = [];

    public IReadOnlyList<ComposeError> Warnings { get; init; } = [];

    /// <summary>The plan, or the errors as an exception.</summary>
    /// <exception cref="ComposeException">The document has errors.</exception>
    public Plan Require() => Errors.Count > 0 || Plan is null ? throw new ComposeException(Errors) : Plan;
}
