using Compose.Canonical;

namespace Compose.Plans;

/// <summary>One validation, phase by phase; the partial files are the phases.</summary>
internal sealed partial class Validation
{
    private readonly PlanDocument _document;
    private readonly ValidationOptions _options;
    private readonly ValidationWatch _watch;
    private readonly ErrorBag[] _bags = new ErrorBag[6];
    private readonly bool[] _ran = new bool[6];
    private readonly List<WorkComponent> _components = [];
    private readonly Dictionary<string, WorkComponent> _componentById = new(StringComparer.Ordinal);
    private readonly List<WorkInstance> _instances = [];
    private readonly Dictionary<string, int> _instanceById = new(StringComparer.Ordinal);
    private readonly List<PlanWire> _wires = [];
    private readonly List<WorkExport> _exports = [];
    private int[] _order = [];

    public Validation(PlanDocument document, ValidationOptions options, ValidationWatch watch)
    {
        _watch = watch;
        _document = document;
        _options = options;
        for (int i = 0; i < _bags.Length; i++)
        {
            _bags[i] = new ErrorBag(document.File);
        }
    }

    // Version 1 validates structure; whether the bytes are here is told, but no failure.
    private bool IsV1 => _document.Form is PlanForm.V1 or PlanForm.LegacyV1;

    public ValidationReport Run()
    {
        var schema = Enter(PlanPhase.Schema);
        schema.Adopt(_document.Errors, _document.Warnings);
        if (_document.Plan is not { } plan)
        {
            return Report(null, null);
        }

        CheckSchema(plan, schema);
        _watch.Passed(PlanPhase.Schema, "plan schema validated", schema);
        if (_options.Until >= PlanPhase.Availability)
        {
            var availability = Enter(PlanPhase.Availability);
            FindBlobs(availability);
            _watch.Passed(PlanPhase.Availability, "components found", availability);
        }

        if (_options.Until >= PlanPhase.Shape)
        {
            ReadComponents(Enter(PlanPhase.Shape));
        }

        if (_options.Until >= PlanPhase.Graph)
        {
            _watch.Reached(PlanPhase.Graph, "validating component graph");
            LinkGraph(plan, Enter(PlanPhase.Graph));
        }

        // Types are compared along wires, so this part of the shape phase waits for the graph.
        if (_options.Until >= PlanPhase.Graph)
        {
            CheckShapes(_bags[(int)PlanPhase.Shape]);
            _watch.Passed(PlanPhase.Shape, "types validated", _bags[(int)PlanPhase.Shape]);
        }

        var resolved = Resolve(plan);
        var policy = plan.Policy;
        if (_options.Until >= PlanPhase.Policy)
        {
            var bag = Enter(PlanPhase.Policy);
            policy = MeetPolicy(plan.Policy, bag);
            _watch.Passed(PlanPhase.Policy, "policy enforced", bag);
        }

        ValidatedPlan? validated = null;
        if (_options.Until >= PlanPhase.DryLink)
        {
            var link = Enter(PlanPhase.DryLink);
            var linked = DryLink(link);
            _watch.Passed(PlanPhase.DryLink, "imports met", link);
            validated = resolved is not null && linked is not null && !HasErrors(PlanPhase.DryLink) ? Complete(resolved, linked, policy) : null;
        }

        return Report(resolved, validated);
    }

    private ErrorBag Enter(PlanPhase phase)
    {
        _ran[(int)phase] = true;
        return _bags[(int)phase];
    }

    private bool HasErrors(PlanPhase until)
    {
        for (int i = 0; i <= (int)until; i++)
        {
            if (_bags[i].HasErrors)
            {
                return true;
            }
        }

        return false;
    }

    private ValidationReport Report(ResolvedPlan? resolved, ValidatedPlan? plan)
    {
        var phases = new PhaseReport[_bags.Length];
        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] = new PhaseReport((PlanPhase)i, _ran[i], _bags[i].Errors, _bags[i].Warnings);
        }

        return new ValidationReport(_document, phases, resolved, plan);
    }

    // Everything is found: the authored plan gets its digests, wires and exports in full.
    private ResolvedPlan? Resolve(Plan plan)
    {
        if (!_ran[(int)PlanPhase.Graph] || HasErrors(PlanPhase.Graph))
        {
            return null;
        }

        if (_document.Form != PlanForm.Authored)
        {
            return new ResolvedPlan(plan, _document.Bytes, _document.Identity!, _document.File, _document.BaseDirectory) { Vendored = VendorFolder };
        }

        var built = plan with
        {
            Components = [.. _components.Select(c => c.Plan with { Digest = c.Digest, Source = IsPortable(c.Plan.Source) ? c.Plan.Source : null })],
            Instances = [.. _instances.Select(i => i.Plan)],
            Wires = [.. CompleteWires()],
            Exports = [.. _exports.Select(e => new PlanExport { Name = e.Name, Instance = _instances[e.Instance].Plan.Id, Export = e.Item.Name, Mark = e.Plan.Mark })],
        };
        byte[] bytes = PlanCborWriter.Encode(built);
        return new ResolvedPlan(built, bytes, PlanIdentity.Of(PlanForm.V2, bytes), _document.File, _document.BaseDirectory) { Vendored = VendorFolder };
    }

    private IEnumerable<PlanWire> CompleteWires()
    {
        foreach (var instance in _instances)
        {
            for (int i = 0; i < instance.Wires.Length; i++)
            {
                if (instance.Wires[i] is { } wire)
                {
                    yield return wire.Plan with { Import = instance.Component!.Type!.Imports[i].Name, Export = wire.Export };
                }
            }
        }
    }

    // An absolute path says something about the author's machine and nothing to anyone else.
    private static bool IsPortable(string? source) => source is not null && !Path.IsPathRooted(source);

    private ValidatedPlan? Complete(ResolvedPlan resolved, List<ValidatedImport>[] imports, PlanPolicy policy)
    {
        var components = new Dictionary<WorkComponent, ValidatedComponent>();
        foreach (var component in _components)
        {
            if (component.IsUsed)
            {
                components.Add(component, new ValidatedComponent(component.Plan.Id, component.Digest!.Value, component.Bytes!.Value, component.Resolved!));
            }
        }

        var instances = new ValidatedInstance[_instances.Count];
        for (int i = 0; i < instances.Length; i++)
        {
            var instance = _instances[i];
            instances[i] = new ValidatedInstance(i, instance.Plan.Id, components[instance.Component!], imports[i], instance.Plan.Secrets);
        }

        var exports = new List<ValidatedExport>(_exports.Count);
        foreach (var export in _exports)
        {
            exports.Add(new ValidatedExport(export.Name, export.Instance, export.Item));
        }

        exports.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        var warnings = new List<ComposeError>();
        foreach (var bag in _bags)
        {
            warnings.AddRange(bag.Warnings);
        }

        return new ValidatedPlan(resolved, components.Values.ToArray(), instances, _order, exports, policy, NarrowedGrants(imports), warnings);
    }

    /// <summary>What paths of the plan count from.</summary>
    private string Folder => _document.BaseDirectory ?? Environment.CurrentDirectory;

    private Digest? NarrowedGrants(List<ValidatedImport>[] imports)
    {
        if (!_options.HostPolicy.NarrowsCapabilities)
        {
            return null;
        }

        var unrestricted = _options with { HostPolicy = HostPolicy.Unrestricted };
        var given = new CborWriter();
        bool narrowed = false;
        foreach (var instance in _instances)
        {
            foreach (var import in imports[instance.Index])
            {
                if (import.Grant is { } grant)
                {
                    given.WriteText(instance.Plan.Id);
                    given.WriteText(import.Name);
                    GrantEncoding.Write(given, grant);
                    narrowed |= GrantEncoding.DigestOf(grant) != GrantEncoding.DigestOf(GrantBuilder.Build(instance, grant.Name, unrestricted, Folder));
                }
            }
        }

        return narrowed ? Digest.Of(given.Written) : null;
    }
}
