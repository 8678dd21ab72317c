using Compose.Engine;
using Compose.Runtime.Fusion;
using Compose.Runtime.Linking;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Runtime;

/// <summary>
/// A validated component compiled for an engine, with everything nested in it: modules, plans of instantiation, adapters
/// as they come to be needed. Immutable to its users, thread-safe, shared by any number of stores (rule 11).
/// </summary>
public sealed class ComponentImage
{
    private readonly Dictionary<int, List<ICoreModule>> _modules = [];

    private ComponentImage(ICoreEngine engine, ResolvedComponent component, ComponentImageOptions options)
    {
        Engine = engine;
        Component = component;
        Options = options;
        Adapters = new AdapterCache(engine);
        Root = new ComponentPlan(this, component, isRoot: true);
        _modules.Clear();
    }

    public ICoreEngine Engine { get; }

    /// <summary>The component with its types.</summary>
    public ResolvedComponent Component { get; }

    public ComponentImageOptions Options { get; }

    internal ComponentPlan Root { get; }

    internal AdapterCache Adapters { get; }

    /// <summary>Decodes, validates and compiles a component.</summary>
    /// <exception cref="ComposeException">The bytes are malformed or invalid, or need what the engine does not have.</exception>
    public static ComponentImage Compile(ICoreEngine engine, ReadOnlyMemory<byte> bytes, ComponentImageOptions? options = null)
    {
        options ??= ComponentImageOptions.Default;
        return new ComponentImage(engine, ComponentValidator.Validate(bytes, options.Component), options);
    }

    /// <summary>
    /// Compiles a component that is validated already, under options of which <see cref="ComponentImageOptions.Component"/>
    /// is only read to know whether bodies were validated too.
    /// </summary>
    public static ComponentImage Compile(ICoreEngine engine, ResolvedComponent component, ComponentImageOptions? options = null) =>
        new(engine, component, options ?? ComponentImageOptions.Default);

    /// <summary>Instantiates the component in a store.</summary>
    /// <exception cref="ComposeException"><c>Exec.LinkFailed</c> with every import that has no answer; traps of start functions.</exception>
    public ComponentInstance Instantiate(ComponentStore store, IImportProvider imports) => RootLinker.Instantiate(this, store, imports);

    /// <summary>
    /// Compiles a core module. Tools embed the same module several times (adapters, shims): equal bytes are compiled once,
    /// found by comparing modules of equal length, so a large module alone of its length costs nothing.
    /// </summary>
    internal ICoreModule Compile(CoreModuleDefinition definition, string? name)
    {
        if (!_modules.TryGetValue(definition.Bytes.Length, out List<ICoreModule>? known))
        {
            known = [];
            _modules.Add(definition.Bytes.Length, known);
        }

        foreach (ICoreModule candidate in known)
        {
            if (candidate.Module.Bytes.Span.SequenceEqual(definition.Bytes.Span))
            {
                return candidate;
            }
        }

        ICoreModule module = Engine.Compile(definition.Module, new CompileOptions
        {
            Fuel = Options.Fuel,
            Validated = !Options.Component.DeferFunctionBodies,
            ModuleName = name,
        });
        known.Add(module);
        return module;
    }
}
