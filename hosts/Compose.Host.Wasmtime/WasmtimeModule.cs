using System.Text;
using Compose.Engine;
using Compose.Host.Wasmtime.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>A module and its machine code, one for each native engine it is used with.</summary>
internal sealed class WasmtimeModule : ICoreModule
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NativeEngine, CodeHandle> _code = [];
    private readonly Signature?[] _signatures;
    private readonly Lazy<CoreNames> _names;
    private readonly Lazy<long> _codeShift;
    private readonly Lazy<Dictionary<string, int>> _exports;

    public WasmtimeModule(WasmtimeEngine engine, CoreModule module, CompileOptions options)
    {
        Engine = engine;
        Module = module;
        Options = options;
        Digest = Digest.Of(module.Bytes.Span);
        Prefix = ModuleImage.PrefixFor(module);
        _signatures = new Signature?[module.Types.Length];
        _names = new(() => new CoreNames(module));
        _codeShift = new(() => ModuleImage.Create(module, Digest).CodeShift);
        _exports = new(() =>
        {
            var exports = new Dictionary<string, int>(module.Exports.Length, StringComparer.Ordinal);
            for (int i = 0; i < module.Exports.Length; i++)
            {
                exports[module.Exports[i].Name] = i;
            }

            return exports;
        });
    }

    public WasmtimeEngine Engine { get; }

    public CoreModule Module { get; }

    public CompileOptions Options { get; }

    public Digest Digest { get; }

    /// <summary>Begins the names of exports that the engine added.</summary>
    public string Prefix { get; }

    public Signature SignatureOfType(int typeIndex) =>
        _signatures[typeIndex] ??= Signature.Of(Module.FuncTypeAt(typeIndex), Module);

    public Signature SignatureOfFunction(int function) => SignatureOfType(Module.FunctionTypeIndexes[function]);

    public bool TryFindExport(string name, out int exportIndex) => _exports.Value.TryGetValue(name, out exportIndex);

    /// <summary>The code for a native engine, from the cache or newly compiled. Thread-safe.</summary>
    public CodeHandle CodeFor(NativeEngine engine)
    {
        lock (_gate)
        {
            if (_code.TryGetValue(engine, out CodeHandle? known))
            {
                return known;
            }

            CodeHandle made = Load(engine) ?? Compile(engine);
            _code.Add(engine, made);
            return made;
        }
    }

    /// <summary>A frame of this module.</summary>
    public WasmFrame FrameOf(int function, long offset)
    {
        CoreNames names = _names.Value;
        return new WasmFrame(names.ModuleName ?? Options.ModuleName, function, names.FunctionName(function), offset < 0 ? -1 : offset - _codeShift.Value);
    }

    private CodeHandle? Load(NativeEngine engine) =>
        Engine.Cache?.TryGet(KeyFor(engine)) is { } code ? NativeEngine.Deserialize(engine.Handle, code) : null;

    private CodeHandle Compile(NativeEngine engine)
    {
        if (!Options.Validated)
        {
            CoreModuleValidator.Validate(Module, null, Environment.ProcessorCount);
        }

        CodeHandle code = NativeEngine.Compile(engine.Handle, ModuleImage.Create(Module, Digest).Binary);
        if (Engine.Cache is { } cache)
        {
            Digest key = KeyFor(engine);
            NativeEngine.Serialize(code, bytes =>
            {
                cache.Put(key, bytes);
                return true;
            });
        }

        return code;
    }

    /// <summary>
    /// Over the module's bytes, the features it was read under (an entry also says that it is valid under them), the form
    /// of the image and everything of the engine that decides code.
    /// </summary>
    private Digest KeyFor(NativeEngine engine)
    {
        byte[] text = Encoding.ASCII.GetBytes($"compose-wasmtime-code:{ModuleImage.Version}\n{Digest.Hex}\n{(uint)Module.Features:x}\n{engine.Settings.Hex}\n");
        return Digest.Of(text);
    }
}
