namespace Compose.Plans;

/// <summary>The outcome of validating a plan: one report for each phase, and the plan if all is well.</summary>
public sealed class ValidationReport
{
    internal ValidationReport(PlanDocument document, IReadOnlyList<PhaseReport> phases, ResolvedPlan? resolved, ValidatedPlan? plan)
    {
        Document = document;
        Phases = phases;
        Resolved = resolved;
        Plan = plan;
        Errors = [.. phases.SelectMany(p => p.Errors)];
        Warnings = [.. phases.SelectMany(p => p.Warnings)];
    }

    public PlanDocument Document { get; }

    /// <summary>All six phases in order.</summary>
    public IReadOnlyList<PhaseReport> Phases { get; }

    /// <summary>The built plan, if phases A to D left nothing open; else null.</summary>
    public ResolvedPlan? Resolved { get; }

    /// <summary>The validated plan; null if there were errors, if a phase did not run or if a component is not here.</summary>
    public ValidatedPlan? Plan { get; }

    /// <summary>The errors of all phases, in their order.</summary>
    public IReadOnlyList<ComposeError> Errors { get; }

    public IReadOnlyList<ComposeError> Warnings { get; }

    /// <summary>True if no phase that ran found an error.</summary>
    public bool Passed => Errors.Count == 0;

    /// <summary>The validated plan, or the errors as an exception.</summary>
    /// <exception cref="ComposeException">The errors; <c>Blob.NotFound</c> if only bytes are missing.</exception>
    public ValidatedPlan Require()
    {
        if (Errors.Count > 0)
        {
            throw new ComposeException(Errors);
        }

        return Plan ?? throw new ComposeException(Warnings.FirstOrDefault(w => w.Code == ErrorCodes.Blob.NotFound) is { } missing
            ? missing with { IsWarning = false }
            : new ComposeError(ErrorCodes.Plan.NotBuilt, "the plan was not validated to the end", new ErrorLocation { File = Document.File }));
    }
}
