using Compose.Wasm.Components;

namespace Compose.Plans;

/// <content>Phases A and B: the parts of the plan, and the bytes of its components.</content>
internal sealed partial class Validation
{
    private void CheckSchema(Plan plan, ErrorBag errors)
    {
        // Sorted as lists of references: LINQ's sorts are compiled anew at every start.
        foreach (var component in plan.Components)
        {
            var work = new WorkComponent(component);
            if (_componentById.TryAdd(component.Id, work))
            {
                _components.Add(work);
            }
        }

        _components.Sort(static (left, right) => string.CompareOrdinal(left.Plan.Id, right.Plan.Id));
        var instances = new List<PlanInstance>(plan.Instances.Count);
        foreach (var instance in plan.Instances)
        {
            if (_instanceById.TryAdd(instance.Id, 0))
            {
                instances.Add(instance);
            }
        }

        instances.Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        foreach (var instance in instances)
        {
            _instanceById[instance.Id] = _instances.Count;
            _instances.Add(new WorkInstance(_instances.Count, instance));
        }

        if (!errors.HasErrors && _instances.Count == 0)
        {
            errors.Add(ErrorCodes.Plan.MissingField, "the plan has no instances", SourceMark.AtLine(1, 1, "instances"), "name at least one instance of a component");
        }
    }

    private void FindBlobs(ErrorBag errors)
    {
        foreach (var component in _components)
        {
            try
            {
                FindBlob(component, errors);
            }
            catch (ComposeException e)
            {
                errors.Add(e.Error with { Where = component.Plan.Mark.ToLocation(_document.File) });
            }
        }

        CheckLock(errors);
    }

    private void FindBlob(WorkComponent component, ErrorBag errors)
    {
        var plan = component.Plan;
        bool isRemote = SourceAddress.IsRemote(plan.Source);

        // The lock file of an authored plan has its say even where the bytes are here.
        if (!(isRemote && _document.Form == PlanForm.Authored) && plan.Digest is { } digest && _options.Blobs?.TryGet(digest) is { } known)
        {
            component.Bytes = known;
            return;
        }

        if (isRemote)
        {
            FindFetched(component, errors);
            return;
        }

        string? path = plan.Source is { Length: > 0 } source && !source.Contains('\0', StringComparison.Ordinal) ? Path.GetFullPath(source, Folder) : null;
        if (path is not null && _options.ReadSource(path) is { } bytes)
        {
            var actual = Digest.Of(bytes.Span);
            if (plan.Digest is { } pinned && pinned != actual)
            {
                errors.Add(
                    ErrorCodes.Blob.DigestMismatch,
                    $"the component '{plan.Id}' is pinned to {pinned}, and {plan.Source} has {actual}",
                    plan.Mark,
                    "if the new bytes are meant, write their digest",
                    context: new Dictionary<string, string>(2) { ["expected"] = pinned.ToString(), ["actual"] = actual.ToString() });
                return;
            }

            component.Digest = actual;
            component.Bytes = bytes;
            return;
        }

        if (plan.Digest is { } missing)
        {
            string message = $"the bytes of the component '{plan.Id}', {missing}, are not here";
            string hint = plan.Source is null ? "put them into the store: composectl blob put FILE" : $"put them into the store, or at {plan.Source}";
            if (IsV1)
            {
                errors.Warn(ErrorCodes.Blob.NotFound, message, plan.Mark, hint);
            }
            else
            {
                errors.Add(ErrorCodes.Blob.NotFound, message, plan.Mark, hint, context: new Dictionary<string, string>(1) { ["digest"] = missing.ToString() });
            }
        }
        else if (plan.Source is not null)
        {
            errors.Add(ErrorCodes.Plan.SourceNotFound, $"there is no file {plan.Source} for the component '{plan.Id}'", plan.Mark, "paths count from the folder of the plan");
        }
    }

    // Each digest is read once, whichever ids share it.
    private void ReadComponents(ErrorBag errors)
    {
        var options = new ComponentOptions { DeferFunctionBodies = _options.DeferFunctionBodies };
        var read = new Dictionary<Digest, (ResolvedComponent? Component, ComposeException? Failure)>();
        foreach (var component in _components)
        {
            if (component.Bytes is not { } bytes || component.Digest is not { } digest)
            {
                continue;
            }

            if (!read.TryGetValue(digest, out var result))
            {
                try
                {
                    result = (ComponentValidator.Validate(bytes, options), null);
                }
                catch (ComposeException e)
                {
                    result = (null, e);
                }

                read.Add(digest, result);
            }

            component.Resolved = result.Component;
            foreach (var error in result.Failure?.Errors ?? [])
            {
                var where = component.Plan.Mark.ToLocation(_document.File) ?? new ErrorLocation { File = _document.File };
                errors.Add(error with
                {
                    Message = $"the component '{component.Plan.Id}' is not valid: {error.Message}",
                    Where = error.Where?.Offset is { } offset ? where with { Offset = offset } : where,
                });
            }
        }
    }
}
