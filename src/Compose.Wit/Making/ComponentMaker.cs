using Compose.Wasm;
using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wit.Binary;

namespace Compose.Wit.Making;

/// <summary>
/// Makes a component of a core module that was written against a world: lowers what it imports, lifts what it exports,
/// and brings in adapters for imports that no component knows.
/// </summary>
/// <remarks>
/// <para>In order, as the result is instantiated:</para>
/// <list type="number">
/// <item>imports, cut down to what is used;</item>
/// <item>a <em>shim</em> module: a table with a function in front of every slot, for whatever cannot exist before the
/// module does – lowerings that need its memory, adapters, destructors;</item>
/// <item>the module, its imports being direct lowerings, built-ins and functions of the shim;</item>
/// <item>adapters, in the module's memory;</item>
/// <item>a <em>fixup</em> module, which fills the shim's table and then initialises the module;</item>
/// <item>exports: functions are lifted, interfaces pass through a component of their own, so that their types get the
/// names that the interface gives them.</item>
/// </list>
/// </remarks>
public sealed partial class ComponentMaker
{
    private readonly MakeOptions _options;
    private readonly MadeModule _main;
    private readonly List<MadeModule> _adapters = [];
    private readonly ResolvedWit _wit;
    private readonly WitWorld _world;
    private readonly LiveItems _live;

    /// <summary>Functions of imports of whose streams and futures something is needed.</summary>
    private readonly List<(InterfaceId? From, WitFunction Function)> _mentioned = [];

    /// <summary>The world with what is live and with the functions that are only mentioned.</summary>
    private readonly ComponentType _type;
    private readonly ComponentBuilder _builder = new();
    private readonly ComponentTypeEncoder _encoder;
    private readonly List<ComposeError> _errors = [];
    private readonly List<Producers.Entry> _producers = [];

    private ComponentMaker(ReadOnlyMemory<byte> bytes, MakeOptions options)
    {
        _options = options;
        _main = new MadeModule(Read(bytes, options.Name), options.Name, null);
        _encoder = new ComponentTypeEncoder(_builder);
        var metadata = new List<ComponentMetadata>(ComponentMetadata.Of(_main.Module, options.Name));
        var files = new List<string>(Enumerable.Repeat(options.Name, metadata.Count));
        _main.Encoding = EncodingOf(metadata);
        int ofMain = metadata.Count;
        foreach (AdapterModule adapter in options.Adapters)
        {
            var module = new MadeModule(Read(adapter.Bytes, adapter.File), adapter.File, adapter.Name);
            List<ComponentMetadata> own = ComponentMetadata.Of(module.Module, adapter.File);
            module.Encoding = EncodingOf(own);
            module.Metadata = (metadata.Count, own.Count);
            metadata.AddRange(own);
            files.AddRange(Enumerable.Repeat(adapter.File, own.Count));
            _adapters.Add(module);
        }

        foreach (ComponentMetadata part in metadata)
        {
            foreach (Producers.Entry entry in part.Producers)
            {
                if (!_producers.Contains(entry))
                {
                    _producers.Add(entry);
                }
            }
        }

        WorldId world = WorldMerger.Merge(metadata, files, out _wit, out IReadOnlyList<WitWorld> parts);
        _world = _wit[world];
        AddExports(_main, parts, 0, ofMain);
        foreach (MadeModule adapter in _adapters)
        {
            AddExports(adapter, parts, adapter.Metadata.First, adapter.Metadata.Count);
        }

        _live = Link();
        ThrowIfAny();
        _type = Resolve(_wit, world, _live.With(_mentioned));
    }

    /// <summary>Makes a component. The same inputs give the same bytes.</summary>
    /// <exception cref="ComposeException"><c>Component.*</c>: a module is not valid; <c>Wit.EmbeddingFailed</c>: it does
    /// not fit its world, with everything that does not.</exception>
    public static byte[] Make(ReadOnlyMemory<byte> module, MakeOptions? options = null)
    {
        var maker = new ComponentMaker(module, options ?? MakeOptions.Default);
        byte[] made = maker.Build();
        ComponentValidator.Validate(made, ComponentOptions.Lenient with { DeferFunctionBodies = true });
        return made;
    }

    private static CoreModule Read(ReadOnlyMemory<byte> bytes, string file)
    {
        try
        {
            CoreModule module = CoreModuleReader.Read(bytes, WasmFeatures.All);
            CoreModuleValidator.Validate(module);
            ReadOnlyMemory<byte> unique = UniqueImports.Rename(module);
            return unique.Equals(module.Bytes) ? module : CoreModuleReader.Read(unique, WasmFeatures.All);
        }
        catch (ComposeException failure)
        {
            string? hint = Component.IsComponent(bytes.Span) ? "it is a component already" : failure.Error.Hint;
            throw new ComposeException(
                [failure.Error with { Where = (failure.Error.Where ?? new ErrorLocation()) with { File = file }, Hint = hint }], failure);
        }
    }

    private static StringEncoding EncodingOf(List<ComponentMetadata> metadata) => metadata.Count > 0 ? metadata[0].Encoding : StringEncoding.Utf8;

    private static void AddExports(MadeModule module, IReadOnlyList<WitWorld> worlds, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            foreach ((WorldKey key, WorldItem item) in worlds[i].Exports)
            {
                module.Exports.TryAdd(key, item);
            }
        }
    }

    /// <summary>The type of the component: the world with its live imports, encoded and read back.</summary>
    private static ComponentType Resolve(ResolvedWit wit, WorldId world, LiveItems live)
    {
        var writer = new WasmWriter();
        writer.WriteComponentHeader();
        WitEncoder.Export(writer, WitDecoder.RootWorld, new TypeEncoder(wit, live).World(world), 0);
        ResolvedComponent resolved = WitDecoder.Validate(writer.ToArray());
        var wrapper = (ComponentType)resolved.Exports[0].Type.Type!;
        return wrapper.Exports[0].Type.AsComponent!;
    }

    private byte[] Build()
    {
        Dictionary<string, SortIndex> imports = ImportAll();
        CoreModuleIndex main = _builder.CoreModule(ComponentMetadata.Strip(_main.Module));
        _builder.SetName(main, "main");
        foreach (MadeModule adapter in _adapters)
        {
            if (adapter.IsNeeded)
            {
                adapter.Index = _builder.CoreModule(adapter.Module.Bytes.Span);
                _builder.SetName(adapter.Index, $"adapter {adapter.AdapterName}");
            }
        }

        PlanSlots(imports);
        CoreInstanceIndex? shim = MakeShim();
        MakeResources(shim);
        Instantiate(_main, main, imports, shim);
        foreach (MadeModule adapter in _adapters)
        {
            if (adapter.IsNeeded)
            {
                Instantiate(adapter, adapter.Index, imports, shim);
            }
        }

        MakeFixup(imports, shim);
        ExportAll();
        ThrowIfAny();
        WriteProducers();
        return _builder.ToArray();
    }

    private Dictionary<string, SortIndex> ImportAll()
    {
        var imports = new Dictionary<string, SortIndex>(StringComparer.Ordinal);
        foreach (ComponentExtern item in _type.Imports)
        {
            if (LiveOf(item) is { } type)
            {
                SortIndex index = _encoder.Import(item.Name, type, item.Attributes);
                imports.Add(item.Name, index);
            }
        }

        return imports;
    }

    /// <summary>The type of an import without functions, and what these speak of, that are only mentioned; null where nothing else is left.</summary>
    private ComponentExternType? LiveOf(ComponentExtern import)
    {
        if (_mentioned.Count == 0)
        {
            return import.Type;
        }

        foreach ((WorldKey key, WorldItem item) in _world.Imports)
        {
            if (_wit.NameOf(key) != import.Name)
            {
                continue;
            }

            switch (item)
            {
                case WorldItem.Function { Signature: var function }:
                    return _live.IsLive(null, function.Name) ? import.Type : null;
                case WorldItem.Interface { Id: var id }:
                    return _live.IsLive(id) ? ComponentExternType.Instance(LiveOf(id, import.Type.AsInstance!)) : null;
            }
        }

        return import.Type;
    }

    private InstanceType LiveOf(InterfaceId id, InstanceType whole)
    {
        var exports = new List<ComponentExtern>();
        foreach (ComponentExtern item in whole.Exports)
        {
            if (item.Kind == ComponentExternKind.Func ? _live.IsLive(id, item.Name) : _wit[id].Types.TryGetValue(item.Name, out TypeId type) && _live.IsLive(type))
            {
                exports.Add(item);
            }
        }

        return new InstanceType(exports, whole.DefinedResources);
    }

    private void WriteProducers()
    {
        var entries = new List<Producers.Entry>(_producers)
        {
            new("processed-by", "compose", typeof(ComponentMaker).Assembly.GetName().Version!.ToString(3)),
        };
        var section = new WasmWriter();
        Producers.Write(section, entries);
        _builder.Custom(Producers.SectionName, section.WrittenSpan);
    }

    private void Fail(MadeModule module, string message, string? hint = null) =>
        _errors.Add(new ComposeError(ErrorCodes.Wit.EmbeddingFailed, message, new ErrorLocation { File = module.File }, hint));

    private void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new ComposeException(_errors.ToArray());
        }
    }
}
