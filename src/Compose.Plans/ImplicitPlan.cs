namespace Compose.Plans;

/// <summary>
/// The plan of a bare component: one instance that is granted stdin, stdout, stderr, arguments, clocks and random, and
/// whatever the caller adds; everything it exports is exported.
/// </summary>
public static class ImplicitPlan
{
    /// <summary>The id of the only component and the only instance.</summary>
    public const string Id = "main";

    /// <summary>Makes the plan of the component with this digest.</summary>
    /// <exception cref="ComposeException"><c>Plan.InvalidCapability</c>: an added capability does not exist.</exception>
    public static PlanDocument Create(Digest component, ImplicitPlanOptions? options = null, string? file = null)
    {
        options ??= new ImplicitPlanOptions();
        var capabilities = new Dictionary<string, PlanCapability>(StringComparer.Ordinal);
        foreach (string name in CapabilityVocabulary.ImplicitGrants)
        {
            capabilities[name] = new PlanCapability { Name = name };
        }

        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (string written in options.Capabilities)
        {
            PlanCapability capability = CapabilityText.Parse(written);
            if (!added.Add(capability.Name))
            {
                throw new ComposeException(ErrorCodes.Plan.InvalidCapability, $"the capability {capability.Name} is given twice", null, "give it once with all its parameters");
            }

            capabilities[capability.Name] = capability;
        }

        if (options.Variables.Count > 0)
        {
            capabilities[CapabilityVocabulary.Environment] = Environment(options.Variables);
        }

        if (options.Directories.Count > 0)
        {
            capabilities[CapabilityVocabulary.Filesystem] = new PlanCapability { Name = CapabilityVocabulary.Filesystem, Directories = options.Directories };
        }

        PlanCapability[] sorted = [.. capabilities.Values];
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var errors = new ErrorBag(file);
        for (int i = 0; i < sorted.Length; i++)
        {
            CapabilityRules.Check(sorted[i], default, errors);
            if (options.IsOptional)
            {
                sorted[i] = sorted[i] with { Level = CapabilityLevel.Optional };
            }
        }

        var plan = new Plan
        {
            Components = new[] { new PlanComponent { Id = Id, Digest = component } },
            Instances = new[] { new PlanInstance { Id = Id, Component = Id, Capabilities = sorted } },
            Exports = new[] { new PlanExport { Instance = Id } },
            Policy = options.Policy,
        };
        byte[] bytes = PlanCborWriter.Encode(plan);
        return new PlanDocument
        {
            File = file,
            Form = PlanForm.Implicit,
            Bytes = bytes,
            Plan = plan,
            Identity = PlanIdentity.Of(PlanForm.Implicit, bytes),
            Errors = errors.Errors,
        };
    }

    // Apart, for a run without variables need not load the types that they take.
    private static PlanCapability Environment(IReadOnlyList<KeyValuePair<string, string>> given)
    {
        // The last value of a name wins, as on a command line.
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            variables[name] = value;
        }

        return new PlanCapability { Name = CapabilityVocabulary.Environment, Variables = [.. variables] };
    }
}
