using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Testing;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Runtime.Tests.Suite;

/// <summary>Runs the commands of one component script on an engine and collects what goes wrong.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private readonly ICoreEngine _engine;
    private readonly WastScript _script;
    private readonly ComponentOptions _options;
    private readonly bool _instantiates;
    private readonly bool _fuse;
    private readonly Dictionary<string, byte[]> _definitions = [];
    private readonly Dictionary<string, ComponentInstance> _instances = [];
    private readonly List<ComponentStore> _stores = [];
    private readonly SuiteHost _host = new();
    private byte[]? _lastDefinition;
    private ComponentInstance? _current;
    private byte[]? _pending;

    /// <param name="engine">The engine.</param>
    /// <param name="script">The script.</param>
    /// <param name="options">Features of reader and validator.</param>
    /// <param name="instantiates">
    /// Whether a module command instantiates; the wasm-tools files only mean it to be valid, and instantiate where an
    /// action follows.
    /// </param>
    /// <param name="fuse">Whether components call each other through fused adapters.</param>
    public ScriptRunner(ICoreEngine engine, WastScript script, ComponentOptions options, bool instantiates, bool fuse)
    {
        _engine = engine;
        _script = script;
        _options = options;
        _instantiates = instantiates;
        _fuse = fuse;
    }

    /// <summary>Runs one command; the text says what is wrong, null is success.</summary>
    public string? Run(WastCommand command)
    {
        try
        {
            return Step(command);
        }
        catch (Exception e) when (e is ComposeException or InvalidDataException or CoreTrapException)
        {
            return e.Message;
        }
    }

    public void Dispose()
    {
        foreach (ComponentStore store in _stores)
        {
            store.Dispose();
        }
    }

    private string? Step(WastCommand command)
    {
        switch (command.Kind)
        {
            case WastCommandKind.Module:
                byte[] bytes = _script.ReadFile(command.Binary!);
                Compile(bytes);
                _current = null;
                _pending = bytes;
                _lastDefinition = bytes;
                if (_instantiates)
                {
                    Current(null);
                }

                if (command.Name is { } name)
                {
                    _definitions[name] = bytes;
                    if (_current is not null)
                    {
                        _instances[name] = _current;
                    }
                }

                return null;
            case WastCommandKind.ModuleDefinition:
                _lastDefinition = _script.ReadFile(command.Binary!);
                Compile(_lastDefinition);
                if (command.Name is { } definition)
                {
                    _definitions[definition] = _lastDefinition;
                }

                return null;
            case WastCommandKind.ModuleInstance:
                _current = Instantiate(command.Definition is { } of ? _definitions[of] : _lastDefinition!);
                if (command.Instance is { } instance)
                {
                    _instances[instance] = _current!;
                }

                return null;
            case WastCommandKind.Action:
                Invoke(command.Action!, out AbiFunction _);
                return null;
            case WastCommandKind.AssertReturn:
                return AssertReturn(command);
            case WastCommandKind.AssertTrap or WastCommandKind.AssertExhaustion:
                return Fails(() => Invoke(command.Action!, out AbiFunction _), code => code.Domain == "Exec" && code != ErrorCodes.Exec.NotSupported && code != ErrorCodes.Exec.MissingExport && code != ErrorCodes.Exec.LinkFailed);
            case WastCommandKind.AssertInvalid or WastCommandKind.AssertMalformed:
                return Fails(() => Compile(_script.ReadFile(command.Binary!)), code => code.Domain == "Component");
            case WastCommandKind.AssertUnlinkable:
                return Fails(() => Instantiate(_script.ReadFile(command.Binary!)), code => code == ErrorCodes.Exec.LinkFailed);
            case WastCommandKind.AssertUninstantiable:
                return Fails(() => Instantiate(_script.ReadFile(command.Binary!)), code => code.Domain == "Exec" && code != ErrorCodes.Exec.NotSupported && code != ErrorCodes.Exec.LinkFailed);
            default:
                return "this kind of command is not run";
        }
    }

    private static string? Fails(Action action, Func<ErrorCode, bool> isExpected)
    {
        try
        {
            action();
            return "it should fail and did not";
        }
        catch (ComposeException e)
        {
            return isExpected(e.Error.Code) ? null : "it should fail otherwise: " + e.Message;
        }
        catch (CoreTrapException e)
        {
            return isExpected(ErrorCodes.Exec.Trap) ? null : "it should fail otherwise: " + e.Message;
        }
    }

    private string? AssertReturn(WastCommand command)
    {
        Value result = Invoke(command.Action!, out AbiFunction type);
        if (command.Expected.Count == 0)
        {
            return type.Result is null ? null : "a result was not expected";
        }

        Value expected = ComponentValues.From(command.Expected[0], type.Result!);
        return ComponentValues.AreEqual(result, expected, type.Result!)
            ? null
            : $"expected {Text.Wave.Print(expected, type.Result!)}, got {Text.Wave.Print(result, type.Result!)}";
    }

    private Value Invoke(WastAction action, out AbiFunction type)
    {
        ComponentInstance instance = Current(action.Module);
        ComponentFunction function = instance.GetFunction(action.Field);
        type = function.Type;
        var args = new Value[action.Arguments.Count];
        for (int i = 0; i < args.Length; i++)
        {
            args[i] = ComponentValues.From(action.Arguments[i], type.Parameters[i].Type!);
        }

        return function.Call(args);
    }

    private ComponentInstance Current(string? name)
    {
        if (name is not null && _instances.TryGetValue(name, out ComponentInstance? known))
        {
            return known;
        }

        if (_current is null && _pending is not null && Component.IsComponent(_pending))
        {
            _current = Instantiate(_pending);
        }

        return _current ?? throw new InvalidDataException("there is no current instance");
    }

    private object Compile(byte[] bytes) => Component.IsComponent(bytes)
        ? ComponentImage.Compile(_engine, bytes, new ComponentImageOptions { Component = _options })
        : _engine.Compile(CoreModuleReader.Read(bytes, _options.CoreFeatures));

    private ComponentInstance? Instantiate(byte[] bytes)
    {
        if (!Component.IsComponent(bytes))
        {
            return null;
        }

        var image = (ComponentImage)Compile(bytes);
        var store = new ComponentStore(_engine, new ComponentStoreOptions { FuseAdapters = _fuse, Timeout = TimeSpan.FromSeconds(30) });
        _stores.Add(store);
        return image.Instantiate(store, _host);
    }
}
