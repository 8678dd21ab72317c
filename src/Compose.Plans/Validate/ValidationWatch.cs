namespace Compose.Plans;

/// <summary>Tells events, metrics and the receipt of one validation.</summary>
internal sealed class ValidationWatch
{
    private readonly PlanDocument _document;
    private readonly Observer _observer;
    private readonly EventLog _events;
    private readonly long _start;
    private readonly DateTimeOffset _started;

    public ValidationWatch(PlanDocument document, ValidationOptions options)
    {
        _document = document;
        _observer = options.Observer;
        _start = _observer.Time.GetTimestamp();
        _started = _observer.WantsRecords ? _observer.Time.GetUtcNow() : default;
        _events = _observer.Events.Hears(EventLevel.Error)
            ? _observer.Events.With(options.Tenant ?? document.Plan?.Policy.Tenant, ("operation", "validate_plan"), ("plan_digest", document.Identity?.PlanDigest.ToString()))
            : EventLog.None;
        _events.Info("starting plan validation", ("component_count", document.Plan?.Components.Count ?? 0), ("binding_count", document.Plan?.Wires.Count ?? 0));
    }

    /// <summary>A step begins.</summary>
    public void Reached(PlanPhase phase, string message) => _events.Info(message, ("phase", PhaseReport.NameOf(phase)));

    /// <summary>A step is done; with errors it is not told, since these are, one by one.</summary>
    public void Passed(PlanPhase phase, string message, ErrorBag found)
    {
        if (_events.Hears(EventLevel.Info) && !found.HasErrors)
        {
            _events.Info(message, ("phase", PhaseReport.NameOf(phase)));
        }
    }

    public void Ended(ValidationReport report)
    {
        TimeSpan duration = _observer.Time.GetElapsedTime(_start);
        string outcome = report.Passed ? "ok" : report.Errors[0].Code.Name;
        string? tenant = report.Plan?.Policy.Tenant ?? _events.Tenant;
        if (ComposeMetrics.ValidateDuration.Enabled)
        {
            ComposeMetrics.ValidateDuration.Record(duration.TotalSeconds, ComposeMetrics.Of(tenant), ComposeMetrics.Of("outcome", report.Passed ? "ok" : "failed"));
        }

        if (_events.Hears(EventLevel.Error))
        {
            Tell(report, duration);
        }

        if (_observer.WantsRecords)
        {
            _observer.Record(new Receipt(Receipt.Validate, outcome)
            {
                Plan = report.Resolved?.Identity.PlanDigest ?? _document.Identity?.PlanDigest,
                Inputs = report.Resolved is { } resolved ? Inputs(resolved.Plan) : [],
                Grants = report.Plan is { } plan ? Grants(plan) : [],
                Errors = [.. report.Errors.Select(error => error.Code.Name)],
                Tenant = tenant,
                Determinism = report.Plan?.Policy.Determinism,
                Started = _started,
                Duration = duration,
            });
        }
    }

    private void Tell(ValidationReport report, TimeSpan duration)
    {
        // Messages of errors may quote the plan, which is the author's and no secret; events keep to codes and places.
        foreach (ComposeError error in report.Errors)
        {
            Tell(EventLevel.Error, "plan is not valid", error);
        }

        foreach (ComposeError warning in report.Warnings)
        {
            Tell(EventLevel.Warn, "plan was narrowed or is unusual", warning);
        }

        _events.Emit(
            report.Passed ? EventLevel.Info : EventLevel.Error,
            report.Passed ? "plan validation complete" : "plan validation failed",
            null,
            ("duration_ms", (long)duration.TotalMilliseconds),
            ("error_count", report.Errors.Count),
            ("error_code", report.Passed ? null : report.Errors[0].Code.Name));
    }

    private void Tell(EventLevel level, string message, ComposeError error) => _events.Emit(
        level, message, error.Where?.Instance, ("error_code", error.Code.Name), EventField.Optional("line", error.Where?.Line), EventField.Optional("column", error.Where?.Column));

    private static List<KeyValuePair<string, Digest>> Inputs(Plan plan)
    {
        var inputs = new List<KeyValuePair<string, Digest>>();
        foreach (var component in plan.Components)
        {
            if (component.Digest is { } digest)
            {
                inputs.Add(new("component." + component.Id, digest));
            }
        }

        return inputs;
    }

    private static List<GrantRecord> Grants(ValidatedPlan plan)
    {
        var grants = new List<GrantRecord>();
        foreach (var grant in plan.Grants.OrderBy(grant => grant.Instance).ThenBy(grant => grant.Name))
        {
            if (grant.State != GrantState.Inert)
            {
                grants.Add(GrantEncoding.RecordOf(grant));
            }
        }

        return grants;
    }
}
