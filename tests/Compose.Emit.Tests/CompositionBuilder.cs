using System.Text;
using Compose.Emit.Graph;
using Compose.Emit.Shapes;
using Compose.Testing;
using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

/// <summary>
/// Makes compositions straight from components: instances, wires, grants. What is not granted is denied; imports that
/// an instance of the plan was told to provide are wired.
/// </summary>
internal sealed class CompositionBuilder
{
    private static readonly Dictionary<string, ComponentUnit> s_units = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ComponentUnit> _instances = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<(string, string), (string Provider, string Export)> _wires = [];
    private readonly Dictionary<(string, string), GrantParameters?> _grants = [];
    private readonly List<(string Name, string Instance, string Export)> _exports = [];

    public static ComponentUnit Guest(string name)
    {
        lock (s_units)
        {
            if (!s_units.TryGetValue(name, out var unit))
            {
                unit = Unit(File.ReadAllBytes(SharedData.Require($"guests/{name}.wasm")));
                s_units.Add(name, unit);
            }

            return unit;
        }
    }

    /// <summary>A component of the tests' own, made from the text beside it.</summary>
    public static ComponentUnit Own(string name)
    {
        lock (s_units)
        {
            if (!s_units.TryGetValue("own:" + name, out var unit))
            {
                unit = Unit(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", name + ".wasm")));
                s_units.Add("own:" + name, unit);
            }

            return unit;
        }
    }

    public static ComponentUnit Unit(ReadOnlyMemory<byte> bytes)
    {
        var options = ComponentOptions.Default with { DeferFunctionBodies = true, Features = ComponentFeatures.All };
        return new ComponentUnit(Digest.Of(bytes.Span), bytes, ComponentValidator.Validate(bytes, options).Type);
    }

    public CompositionBuilder Add(string path, string guest) => Add(path, Guest(guest));

    public CompositionBuilder Add(string path, ComponentUnit unit)
    {
        _instances.Add(path, unit);
        _order.Add(path);
        return this;
    }

    /// <summary>Wires the consumer's import (by the start of its name) to the provider's export of the same
    /// interface.</summary>
    public CompositionBuilder Wire(string consumer, string import, string provider)
    {
        string name = _instances[consumer].Imports.Single(i => i.Name.StartsWith(import, StringComparison.Ordinal)).Name;
        string export = _instances[provider].Type.Exports.Single(e => e.Name.StartsWith(import, StringComparison.Ordinal)).Name;
        _wires.Add((consumer, name), (provider, export));
        return this;
    }

    /// <summary>Grants every import that begins with the name.</summary>
    public CompositionBuilder Allow(string path, string import, GrantParameters? parameters = null)
    {
        foreach (var item in _instances[path].Imports.Where(i => i.Name.StartsWith(import, StringComparison.Ordinal)))
        {
            _grants[(path, item.Name)] = parameters;
        }

        return this;
    }

    public CompositionBuilder Export(string path, string export)
    {
        string name = _instances[path].Type.Exports.Single(e => e.Name.StartsWith(export, StringComparison.Ordinal)).Name;
        _exports.Add((name, path, name));
        return this;
    }

    /// <summary>The graph; with a seed, everything is handed over in another order.</summary>
    public Composition Build(int? seed = null)
    {
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        string[] order = [.. _order];
        if (seed is { } value)
        {
            new Random(value).Shuffle(order);
        }

        foreach (string path in order)
        {
            nodes.Add(path, new Node(new InstancePath(path), _instances[path]));
        }

        foreach (var (path, node) in nodes)
        {
            foreach (var import in node.Unit.Imports)
            {
                node.Bindings[import.Index] = _wires.TryGetValue((path, import.Name), out var wire)
                    ? Binding.Wire(nodes[wire.Provider], nodes[wire.Provider].Unit.ExportIndex(wire.Export))
                    : Binding.Host(GrantOf(path, import));
            }
        }

        var exports = _exports.Select(e => new CompositionExport(e.Name, nodes[e.Instance], nodes[e.Instance].Unit.ExportIndex(e.Export)));
        return new Composition(order.Select(p => nodes[p]), exports, Encoding.UTF8.GetBytes("plan"));
    }

    private Grant GrantOf(string path, ImportUnit import)
    {
        _ = CapabilityName.TryParse(import.Name, out var name);
        bool granted = _grants.TryGetValue((path, import.Name), out var parameters);
        bool inert = name.Track.StartsWith("wasi:io/", StringComparison.Ordinal)
            || name.Track is "wasi:cli/exit" or "wasi:filesystem/types" or "wasi:cli/terminal-input" or "wasi:cli/terminal-output" or "wasi:http/types";
        return new Grant
        {
            Instance = new InstancePath(path),
            Name = name,
            State = inert ? GrantState.Inert : granted ? GrantState.Granted : GrantState.Denied,
            Parameters = parameters,
        };
    }
}
