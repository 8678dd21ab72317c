using Compose.Engine;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Suite;

/// <summary>Runs the commands of one script in a store of its own and collects what was not as the script says.</summary>
internal sealed class WastRunner
{
    private readonly ICoreEngine _engine;
    private readonly WasmFeatures _features;
    private readonly ICoreStore _store;
    private readonly CoreTask _task;
    private readonly Dictionary<string, ICoreInstance?> _instances = [];
    private readonly Dictionary<string, ICoreModule> _definitions = [];
    private readonly Dictionary<string, Func<string, CoreExtern?>> _registered = [];
    private readonly Func<int, string?> _excluded;
    private ICoreInstance? _current;
    private ICoreModule? _lastDefinition;

    public WastRunner(ICoreEngine engine, WasmFeatures features, Func<int, string?> excluded)
    {
        _engine = engine;
        _features = features;
        _excluded = excluded;
        _store = engine.CreateStore();
        _task = _store.CreateTask();
        Dictionary<string, CoreExtern> spectest = Spectest.In(_store);
        _registered["spectest"] = spectest.GetValueOrDefault;
    }

    public List<string> Failures { get; } = [];

    public int Passed { get; private set; }

    public void Run(WastScript script)
    {
        foreach (WastCommand command in script.Commands)
        {
            if (_excluded(command.Line) is not null)
            {
                continue;
            }

            string? failure;
            try
            {
                failure = Execute(script, command);
            }
            catch (Exception e) when (e is ComposeException or CoreTrapException or GuestExceptionException or InvalidOperationException or InvalidProgramException or KeyNotFoundException or InvalidDataException)
            {
                failure = $"{e.GetType().Name} {e.Message} {(e is InvalidOperationException or InvalidProgramException ? e.StackTrace : string.Empty)}";
                if (command.Kind is WastCommandKind.Module or WastCommandKind.ModuleInstance)
                {
                    _current = null;
                    if (command.Name is { } name)
                    {
                        _instances[name] = null;
                    }
                }
            }

            if (failure is null)
            {
                Passed++;
            }
            else
            {
                Failures.Add($"{command}: {failure}");
            }
        }

        _store.Dispose();
    }

    private string? Execute(WastScript script, WastCommand command)
    {
        switch (command.Kind)
        {
            case WastCommandKind.Module:
                if (command.Binary is { } binary)
                {
                    _lastDefinition = Compile(script, binary);
                    Instantiated(command.Name, Instantiate(_lastDefinition));
                }

                return null;
            case WastCommandKind.ModuleDefinition:
                _lastDefinition = Compile(script, command.Binary!);
                if (command.Name is { } definition)
                {
                    _definitions[definition] = _lastDefinition;
                }

                return null;
            case WastCommandKind.ModuleInstance:
                Instantiated(command.Instance, Instantiate(command.Definition is { } named ? _definitions[named] : _lastDefinition!));
                return null;
            case WastCommandKind.Register:
                ICoreInstance registered = InstanceOf(command.Name);
                _registered[command.As!] = name => registered.TryGetExport(name, out CoreExtern? value) ? value : null;
                return null;
            case WastCommandKind.Action:
                Perform(command.Action!);
                return null;
            case WastCommandKind.AssertReturn:
                return Constants.Compare(Perform(command.Action!), command.Expected, _store);
            case WastCommandKind.AssertTrap:
                return ExpectTrap(command.Message!, () => Perform(command.Action!));
            case WastCommandKind.AssertExhaustion:
                return ExpectTrap("call stack exhausted", () => Perform(command.Action!));
            case WastCommandKind.AssertException:
                return Expect<GuestExceptionException>(() => Perform(command.Action!), out _);
            case WastCommandKind.AssertInvalid or WastCommandKind.AssertMalformed:
                return command.Binary is null ? null : Expect<ComposeException>(() => Compile(script, command.Binary), out _);
            case WastCommandKind.AssertUnlinkable:
                return ExpectUnlinkable(Compile(script, command.Binary!));
            case WastCommandKind.AssertUninstantiable:
                ICoreModule module = Compile(script, command.Binary!);
                return ExpectTrap(command.Message!, () => Instantiate(module));
            default:
                return $"command {command.Kind} is not known";
        }
    }

    private ICoreModule Compile(WastScript script, string file) => _engine.Compile(CoreModuleReader.Read(script.ReadFile(file), _features));

    private void Instantiated(string? name, ICoreInstance instance)
    {
        _current = instance;
        if (name is not null)
        {
            _instances[name] = instance;
        }
    }

    private ICoreInstance Instantiate(ICoreModule module)
    {
        var imports = new CoreExtern[module.Module.Imports.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            Import import = module.Module.Imports[i];
            CoreExtern? found = _registered.TryGetValue(import.Module, out Func<string, CoreExtern?>? source) ? source(import.Name) : null;
            imports[i] = found ?? throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"unknown import {import.Module} {import.Name}");
        }

        return _store.Instantiate(module, imports, _task);
    }

    private ICoreInstance InstanceOf(string? name) =>
        (name is null ? _current : _instances[name]) ?? throw new InvalidOperationException("there is no instance");

    private (ulong[] Slots, FuncType Type) Perform(WastAction action)
    {
        ICoreInstance instance = InstanceOf(action.Module);
        if (!instance.TryGetExport(action.Field, out CoreExtern? export))
        {
            throw new InvalidOperationException($"no export {action.Field}");
        }

        if (export is CoreGlobal global)
        {
            var value = new ulong[2];
            global.Get(value);
            return (value, new FuncType([], [global.Type.Value]));
        }

        var function = (CoreFunction)export;
        var slots = new ulong[Math.Max(function.SlotCount, action.Arguments.Count * 2)];
        int at = 0;
        foreach (WastConst argument in action.Arguments)
        {
            at += Constants.Write(argument, slots.AsSpan(at), _store);
        }

        function.Call(_task, slots);
        return (slots, function.Type);
    }

    private string? ExpectTrap(string message, Action action)
    {
        if (Expect<CoreTrapException>(action, out CoreTrapException? trap) is { } failure)
        {
            return failure;
        }

        // The reference message is a prefix of ours, or ours of it ("uninitialized element 2").
        return trap!.Message.StartsWith(message, StringComparison.Ordinal) || message.StartsWith(trap.Message, StringComparison.Ordinal)
            || (message == "undefined element" && trap.Code == TrapCode.TableOutOfBounds)
            || (message.StartsWith("null ", StringComparison.Ordinal) && trap.Code is TrapCode.NullReference or TrapCode.NullFunctionReference)
            ? null
            : $"trapped with '{trap.Message}' instead of '{message}'";
    }

    private string? ExpectUnlinkable(ICoreModule module)
    {
        if (Expect<ComposeException>(() => Instantiate(module), out ComposeException? error) is { } failure)
        {
            return failure;
        }

        return error!.Error.Code == ErrorCodes.Exec.LinkFailed ? null : $"refused as {error.Error.Code}";
    }

    private static string? Expect<T>(Action action, out T? caught)
        where T : Exception
    {
        caught = null;
        try
        {
            action();
        }
        catch (T e)
        {
            caught = e;
            return null;
        }

        return $"no {typeof(T).Name}";
    }
}
