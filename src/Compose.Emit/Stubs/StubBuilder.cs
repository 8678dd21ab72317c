using Compose.Emit.Authority;
using Compose.Emit.Shapes;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Emit.Stubs;

/// <summary>
/// Compiles an interface that no host answers: a component whose exports are the interface. Resources of other
/// interfaces come in as type imports; those of its own track it defines itself if it is their provider.
/// <para>Order within the component: resource imports, makers of handles, resources, types, core module, functions.
/// Types are exported before the functions that use them, or names such as <c>[method]r.f</c> would not hold.</para>
/// </summary>
internal sealed partial class StubBuilder
{
    private static readonly FuncType s_producer = new([], [ValType.I32]);
    private static readonly FuncType s_consumer = new([ValType.I32], []);
    private static readonly FuncType s_unary = new([ValType.I32], [ValType.I32]);
    private static readonly FuncType s_realloc = new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    private readonly MergedInterface _shape;
    private readonly string _interfaceName;
    private readonly bool _defines;
    private readonly Func<string, bool> _canMake;
    private readonly ComponentBuilder _component = new();
    private readonly StubTypeEncoder _encoder;
    private readonly CoreModuleBuilder _core = new();
    private readonly DataImage _data = new(16);

    private readonly List<(string Argument, string Track, string Resource)> _types = [];
    private readonly List<(string Argument, string Track, string Resource)> _makers = [];

    /// <summary>Type index by (track, resource), of foreign resources and of own ones as they were defined.</summary>
    private readonly Dictionary<(string Track, string Resource), TypeIndex> _resourceTypes = [];
    private readonly Dictionary<(string Track, string Resource), int> _drops = [];
    private readonly Dictionary<(string Track, string Resource), int> _news = [];
    private readonly List<(string Name, SortIndex Item)> _coreImports = [];

    private StubBuilder(MergedInterface shape, string interfaceName, bool defines, Func<string, bool> canMake)
    {
        _shape = shape;
        _interfaceName = interfaceName;
        _defines = defines;
        _canMake = canMake;
        _encoder = new StubTypeEncoder(_component);
    }

    /// <summary>Compiles the interface.</summary>
    /// <param name="shape">What its importers need.</param>
    /// <param name="interfaceName">Package and interface, by which special answers are found.</param>
    /// <param name="defines">Whether the component defines the resources of its own track.</param>
    /// <param name="canMake">Whether handles of another track's resources can be had, because that track is compiled
    /// in as well.</param>
    public static CompiledComponent Build(MergedInterface shape, string interfaceName, bool defines, Func<string, bool> canMake)
    {
        var builder = new StubBuilder(shape, interfaceName, defines, canMake);
        builder.ImportResources();
        builder.DefineTypes();
        builder.DefineFunctions();
        return new CompiledComponent(builder._component.ToArray(), builder._types, builder._makers);
    }

    private static (string Track, string Resource) KeyOf(ImportUnit import, ResourceId resource)
    {
        if (import.Unit.TryGetHome(resource, out var home) && home is { IsImport: true, Name: not null })
        {
            return (import.Unit.Imports[home.Extern].Track, home.Name);
        }

        throw new ComposeException(
            ErrorCodes.Emit.CompositionFailed,
            $"the resource {resource} of `{import.Name}` is not named by an imported interface, so the interface cannot be compiled in");
    }

    private bool IsOwn((string Track, string Resource) key) =>
        _defines && string.Equals(key.Track, _shape.Track, StringComparison.Ordinal);

    private void ImportResources()
    {
        foreach (var contributor in _shape.Contributors)
        {
            foreach (var resource in contributor.Mentions)
            {
                var key = KeyOf(contributor, resource);
                if (IsOwn(key))
                {
                    continue;
                }

                if (!_resourceTypes.TryGetValue(key, out var index))
                {
                    string argument = "r" + _types.Count;
                    index = _component.ImportType(argument, ExternTypeSyntax.NewResource());
                    _types.Add((argument, key.Track, key.Resource));
                    _resourceTypes.Add(key, index);
                }

                _encoder.Bind(resource, index);
            }
        }

        foreach (var member in _shape.Functions)
        {
            var answer = AnswerOf(member);
            if (answer.Resource is not { } resource)
            {
                continue;
            }

            var key = KeyOf(member.Origin, resource);
            if (!IsOwn(key) && !_news.ContainsKey(key))
            {
                string argument = "m" + _makers.Count;
                var func = _component.ImportFunc(argument, _encoder.Func(MakerType(resource)));
                _makers.Add((argument, key.Track, key.Resource));
                _news.Add(key, CoreImport(_component.Lower(func), s_producer));
            }
        }
    }

    private void DefineTypes()
    {
        var named = new HashSet<(string Track, string Resource)>();
        foreach (var member in _shape.Resources)
        {
            var id = member.Declaration.Type.AsResource!.Id;
            var key = KeyOf(member.Origin, id);
            if (!_resourceTypes.TryGetValue(key, out var defined))
            {
                defined = _component.Resource();
                _resourceTypes.Add(key, defined);
            }

            var exported = _component.ExportType(member.Name, defined);
            _encoder.BindResource(member.Declaration.Type.AsResource!, exported, !named.Add(key), member.Others.Select(static o => o.Declaration));
        }

        foreach (var member in _shape.Members)
        {
            if (member.Declaration.Kind != ComponentExternKind.Type || member.Declaration.Type.AsResource is not null)
            {
                continue;
            }

            var declared = member.Declaration.Type;
            var definition = _encoder.Index((ComponentValueType)(declared.Referenced ?? declared.Type!));
            var exported = _component.ExportType(member.Name, definition);
            _encoder.Bind(declared.Type!, exported);
            foreach (var (other, _) in member.Others)
            {
                _encoder.Bind(other.Type.Type!, exported);
            }
        }
    }

    /// <summary>The answer, after asking whether a handle that it needs can be had.</summary>
    private Answer AnswerOf(MergedMember member)
    {
        var type = member.Declaration.Type.AsFunc!;
        var answer = DenialAnswers.For(_interfaceName, member.Name, type);
        if (answer.Resource is { } resource)
        {
            var key = KeyOf(member.Origin, resource);
            if (!IsOwn(key) && !_canMake(key.Track))
            {
                return Answer.Trap;
            }
        }

        return CanDropAll(member, type) ? answer : Answer.Trap;
    }

    /// <summary>A function without parameters that gives a new handle.</summary>
    private static ComponentFuncType MakerType(ResourceId resource) => new([], new OwnType(new ResourceType(resource)));

    private int CoreImport(CoreFuncIndex coreFunc, FuncType type)
    {
        string name = "f" + _coreImports.Count;
        _coreImports.Add((name, coreFunc));
        return _core.ImportFunction(string.Empty, name, type);
    }
}
