using Compose.Plans;

namespace Compose.Emit;

/// <summary>Tells events, metrics and the receipts of one compilation.</summary>
internal sealed class EmitWatch
{
    private readonly ValidatedPlan _plan;
    private readonly EmitOptions _options;
    private readonly Observer _observer;
    private readonly EventLog _events;
    private readonly long _start;
    private readonly DateTimeOffset _started;
    private bool _hasCache;

    public EmitWatch(ValidatedPlan plan, EmitOptions options, Observer observer)
    {
        _plan = plan;
        _options = options;
        _observer = observer;
        _start = observer.Time.GetTimestamp();
        _started = observer.WantsRecords ? observer.Time.GetUtcNow() : default;
        _events = observer.Events.Hears(EventLevel.Error)
            ? observer.Events.With(plan.Policy.Tenant, ("operation", "compose"), ("plan_digest", plan.Identity.PlanDigest.ToString()))
            : EventLog.None;
        _events.Info("starting composition", ("component_count", plan.Components.Count), ("binding_count", plan.Plan.Wires.Count), ("target", options.Target.ToString().ToLowerInvariant()));
    }

    /// <summary>The artifact has to be made.</summary>
    public void Missed(bool hasCache)
    {
        _hasCache = hasCache;
        if (!_events.Hears(EventLevel.Info))
        {
            return;
        }

        foreach (ValidatedComponent component in _plan.Components)
        {
            _events.Info("fetching component blobs", ("component_id", component.Id), ("component_digest", component.Digest.ToString()), ("size_bytes", component.Bytes.Length));
        }

        _events.Info("linking components", ("instance_count", _plan.Instances.Count));
    }

    public void Ended(EmitResult result)
    {
        TimeSpan duration = _observer.Time.GetElapsedTime(_start);
        string? tenant = _plan.Policy.Tenant;
        Measure(duration, "ok");
        if ((_hasCache || result.WasCached) && ComposeMetrics.CacheLookups.Enabled)
        {
            ComposeMetrics.CacheLookups.Add(1, ComposeMetrics.Of("cache", "emit"), ComposeMetrics.Of("result", result.WasCached ? "hit" : "miss"), ComposeMetrics.Of(tenant));
        }

        foreach (ComposeError warning in result.Warnings)
        {
            _events.Emit(EventLevel.Warn, "artifact cannot hold this by itself", warning.Where?.Instance, ("error_code", warning.Code.Name));
        }

        _events.Info(
            result.WasCached ? "composition cache hit" : "composition complete",
            ("emit_key", result.Key.Value.Hex),
            ("artifact_digest", result.Digest.ToString()),
            ("output_size_bytes", result.Bytes.Length),
            ("duration_ms", (long)duration.TotalMilliseconds));
        if (_observer.WantsRecords)
        {
            Record(result, duration);
        }
    }

    public void Failed(ComposeException failure)
    {
        TimeSpan duration = _observer.Time.GetElapsedTime(_start);
        Measure(duration, "failed");
        foreach (ComposeError error in failure.Errors)
        {
            _events.Emit(EventLevel.Error, "composition failed", error.Where?.Instance, ("error_code", error.Code.Name), ("duration_ms", (long)duration.TotalMilliseconds));
        }

        if (_observer.WantsRecords)
        {
            _observer.Record(Draft(failure.Error.Code.Name, duration) with { Errors = [.. failure.Errors.Select(error => error.Code.Name)] });
        }
    }

    private void Measure(TimeSpan duration, string outcome)
    {
        if (ComposeMetrics.EmitDuration.Enabled)
        {
            ComposeMetrics.EmitDuration.Record(duration.TotalSeconds, ComposeMetrics.Of(_plan.Policy.Tenant), ComposeMetrics.Of("outcome", outcome));
        }
    }

    private Receipt Draft(string outcome, TimeSpan duration) => new(Receipt.Emit, outcome)
    {
        Plan = _plan.Identity.PlanDigest,
        Inputs = [.. _plan.Components.Select(component => new KeyValuePair<string, Digest>("component." + component.Id, component.Digest))],
        Tenant = _plan.Policy.Tenant,
        Determinism = _plan.Policy.Determinism,
        Started = _started,
        Duration = duration,
    };

    // Which answers are compiled in stands in the artifact itself: what no import of it is about.
    private void Record(EmitResult result, TimeSpan duration)
    {
        var asked = new HashSet<(InstancePath?, string)>();
        foreach (ImportRecord import in ArtifactSection.Read(result.Bytes)!.Imports.Values)
        {
            asked.Add((_options.Target == EmitTarget.Flat ? null : import.Instance, import.Interface));
        }

        var grants = new List<GrantRecord>();
        foreach (Grant grant in _plan.Grants.OrderBy(grant => grant.Instance).ThenBy(grant => grant.Name))
        {
            if (grant.State != GrantState.Inert)
            {
                GrantRecord record = GrantEncoding.RecordOf(grant);
                bool imported = asked.Contains((_options.Target == EmitTarget.Flat ? null : grant.Instance, record.Interface));
                grants.Add(record with { IsCompiled = !imported });
            }
        }

        Receipt receipt = Draft("ok", duration) with { Key = result.Key.Value.Hex, Outputs = [new("artifact", result.Digest)], Grants = grants };
        _observer.Record(receipt);
        foreach (IGrouping<InstancePath, GrantRecord> denied in grants.Where(grant => grant.IsCompiled && grant.State == "denied").GroupBy(grant => grant.Instance))
        {
            _observer.Record(receipt with { Operation = Receipt.Deny, Outcome = "compiled", Inputs = [], Grants = [.. denied] });
        }
    }
}
