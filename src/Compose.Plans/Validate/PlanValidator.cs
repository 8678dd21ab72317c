namespace Compose.Plans;

/// <summary>
/// Validates a plan in six phases and collects every error of every phase that can run. A phase looks at whatever the
/// earlier ones left whole: a missing component does not hide a cycle elsewhere.
/// </summary>
public static class PlanValidator
{
    /// <summary>Validates a document of any form. Errors are in the report; nothing that a plan holds makes this throw.</summary>
    public static ValidationReport Validate(PlanDocument document, ValidationOptions? options = null)
    {
        options ??= new ValidationOptions();
        var watch = new ValidationWatch(document, options);
        var report = new Validation(document, options, watch).Run();
        watch.Ended(report);
        return report;
    }
}
