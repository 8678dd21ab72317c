using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Canonical definitions (CanonicalABI.md, "Canonical Definitions").</summary>
internal sealed partial class ComponentValidation
{
    private static readonly ValType[] s_none = [];
    private static readonly ValType[] s_i32 = [ValType.I32];
    private static readonly ValType[] s_i64 = [ValType.I64];
    private static readonly ValType[] s_i32i32 = [ValType.I32, ValType.I32];
    private static readonly ValType[] s_i32i32i32 = [ValType.I32, ValType.I32, ValType.I32];

    private void DefineCanon(CanonDefinition canon)
    {
        var at = canon.Offset;
        switch (canon.Operation)
        {
            case CanonOperation.Lift:
                Lift(canon);
                break;
            case CanonOperation.Lower:
                Lower(canon);
                break;
            case CanonOperation.ResourceNew:
                AddCoreFunction([LocalRepresentation(canon)], s_i32, at);
                break;
            case CanonOperation.ResourceDrop:
                ResourceAt(canon.TypeIndex, at);
                AddCoreFunction(s_i32, s_none, at);
                break;
            case CanonOperation.ResourceRep:
                AddCoreFunction(s_i32, [LocalRepresentation(canon)], at);
                break;
            case CanonOperation.TaskReturn:
                TaskReturn(canon);
                break;
            case CanonOperation.ContextGet:
                CheckContext(canon);
                AddCoreFunction(s_none, [canon.SlotType], at);
                break;
            case CanonOperation.ContextSet:
                CheckContext(canon);
                AddCoreFunction([canon.SlotType], s_none, at);
                break;
            case CanonOperation.TaskCancel or CanonOperation.BackpressureInc or CanonOperation.BackpressureDec:
                AddCoreFunction(s_none, s_none, at);
                break;
            case CanonOperation.SubtaskCancel:
                RequireMoreBuiltins(canon.IsAsync, "async `subtask.cancel`", at);
                AddCoreFunction(s_i32, s_i32, at);
                break;
            case CanonOperation.SubtaskDrop or CanonOperation.WaitableSetDrop or CanonOperation.ErrorContextDrop
                or CanonOperation.ThreadResumeLater:
                AddCoreFunction(s_i32, s_none, at);
                break;
            case CanonOperation.WaitableJoin:
                AddCoreFunction(s_i32i32, s_none, at);
                break;
            case CanonOperation.WaitableSetNew or CanonOperation.ThreadYield or CanonOperation.ThreadIndex
                or CanonOperation.ThreadSuspend:
                AddCoreFunction(s_none, s_i32, at);
                break;
            case CanonOperation.WaitableSetWait or CanonOperation.WaitableSetPoll:
                AddCoreFunction([ValType.I32, CanonicalMemory(canon.MemoryIndex, at)], s_i32, at);
                break;
            case CanonOperation.ThreadSuspendThenResume or CanonOperation.ThreadYieldThenResume
                or CanonOperation.ThreadSuspendThenPromote or CanonOperation.ThreadYieldThenPromote:
                AddCoreFunction(s_i32, s_i32, at);
                break;
            case CanonOperation.ThreadNewIndirect:
                NewThread(canon);
                break;
            case CanonOperation.ThreadSpawnRef or CanonOperation.ThreadSpawnIndirect or CanonOperation.ThreadAvailableParallelism:
                WasmErrors.NotSupported(at, $"`{CanonOpcodes.Of(canon.Operation).Name}`", "shared functions, which this validator does not know");
                break;
            case CanonOperation.ErrorContextNew or CanonOperation.ErrorContextDebugMessage:
                ErrorContext(canon);
                break;
            default:
                StreamOrFuture(canon);
                break;
        }
    }

    private void AddCoreFunction(ReadOnlySpan<ValType> parameters, ReadOnlySpan<ValType> results, long offset) =>
        AddCoreFunction(new FuncType(parameters, results), offset);

    private ValType LocalRepresentation(CanonDefinition canon)
    {
        var resource = ResourceAt(canon.TypeIndex, canon.Offset);
        if (Current.RepresentationOf(resource.Id) is not { } representation)
        {
            Invalid(canon.Offset, $"type {canon.TypeIndex} is not a local resource", "only the component that defines a resource may make its handles or see its representation");
            return default;
        }

        return representation;
    }

    private void RequireMoreBuiltins(bool needed, string what, long offset)
    {
        if (needed && !_options.Has(ComponentFeatures.MoreAsyncBuiltins))
        {
            WasmErrors.NotSupported(offset, what, nameof(ComponentFeatures.MoreAsyncBuiltins));
        }
    }

    private void Lift(CanonDefinition canon)
    {
        var at = canon.Offset;
        var type = TypeAt<ComponentFuncType>(canon.TypeIndex, "a function type", at);
        var core = CoreFunctionAt(canon.CoreFunctionIndex, at);
        var pointer = CheckOptions(canon.Options, at);
        CheckLift(canon.Options, core, at);
        CheckAsync(canon.Options, type, at);
        if (canon.Options.IsGc)
        {
            new GcSignature(_structures, canon.Options.StringEncoding, at).Check(type, core);
        }
        else
        {
            CheckLifted(canon, type, core, pointer == ValType.I64);
        }

        CheckCount(Current.CoreFunctions.Count + Current.Functions.Count, _limits.Functions, "functions", at);
        Current.Functions.Add(type);
    }

    private static void CheckLifted(CanonDefinition canon, ComponentFuncType type, FuncType core, bool memory64)
    {
        var at = canon.Offset;
        var expected = CoreSignature.Of(type, canon.Options, memory64, isLift: true, at);
        if (!core.Params.SequenceEqual(expected.Params))
        {
            Invalid(at, $"lowered parameter types of `{expected}` do not match parameter types `{core}` of core function {canon.CoreFunctionIndex}");
        }

        if (!core.Results.SequenceEqual(expected.Results))
        {
            Invalid(at, $"lowered result types of `{expected}` do not match result types `{core}` of core function {canon.CoreFunctionIndex}");
        }
    }

    private void Lower(CanonDefinition canon)
    {
        var at = canon.Offset;
        var type = FunctionAt(canon.FunctionIndex, at);
        var pointer = CheckOptions(canon.Options, at);
        CheckLower(canon.Options, at);
        CheckAsync(canon.Options, type, at);
        AddLowered(canon, type, pointer == ValType.I64);
    }

    private void AddLowered(CanonDefinition canon, ComponentFuncType type, bool memory64)
    {
        var at = canon.Offset;
        if (!canon.Options.IsGc)
        {
            AddCoreFunction(CoreSignature.Of(type, canon.Options, memory64, isLift: false, at), at);
            return;
        }

        CheckCount(Current.CoreFunctions.Count + Current.Functions.Count, _limits.Functions, "functions", at);
        Current.CoreFunctions.Add(GcLowering(type, canon.Options, at));
    }

    private void TaskReturn(CanonDefinition canon)
    {
        var at = canon.Offset;
        var result = OptionalType(canon.Result, at);
        var pointer = CheckOptions(canon.Options, at);
        if (canon.Options.Realloc is not null)
        {
            Invalid(at, "cannot specify `realloc` option on `task.return`");
        }

        CheckLower(canon.Options, at);
        RequireSync(canon.Options, "task.return", at);
        var type = new ComponentFuncType(result is null ? [] : [new RecordField("v", result)], null);
        AddLowered(canon, type, pointer == ValType.I64);
    }

    private static void RequireSync(CanonOptions options, string what, long offset)
    {
        if (options.IsAsync)
        {
            Invalid(offset, $"cannot specify `async` option on `{what}`");
        }
    }

    private void CheckContext(CanonDefinition canon)
    {
        var at = canon.Offset;
        var name = CanonOpcodes.Of(canon.Operation).Name;
        if (canon.SlotType == ValType.I64)
        {
            if (!_options.Has(ComponentFeatures.Memory64))
            {
                WasmErrors.NotSupported(at, $"64-bit `{name}`", nameof(ComponentFeatures.Memory64));
            }
        }
        else if (canon.SlotType != ValType.I32)
        {
            Invalid(at, $"`{name}` only supports `i32` or `i64`");
        }

        Current.ContextType ??= canon.SlotType;
        if (Current.ContextType != canon.SlotType)
        {
            Invalid(at, $"`{name}` type must match the previous context type of the component");
        }

        if (canon.Slot > (_options.Has(ComponentFeatures.Threading) ? 1u : 0u))
        {
            Invalid(at, $"`{name}` immediate must be zero{(_options.Has(ComponentFeatures.Threading) ? " or one" : string.Empty)}: {canon.Slot}");
        }
    }

    private void NewThread(CanonDefinition canon)
    {
        var at = canon.Offset;
        var type = Current.CoreTypes.At(canon.TypeIndex, at);
        if (type.Func is null || !IsSignature(type.Func, s_i32, s_none))
        {
            Invalid(at, "the start function of a thread must have the type [i32] -> []");
        }

        var table = At(Current.CoreTables, canon.TableIndex, "core table", at).Type.Table;
        if (table.Element != ValType.FuncRef || table.Limits.Is64 || table.Limits.IsShared)
        {
            Invalid(at, "table is not a 32-bit table of (ref null (func))");
        }

        AddCoreFunction(s_i32i32, s_i32, at);
    }

    private void ErrorContext(CanonDefinition canon)
    {
        var at = canon.Offset;
        var isNew = canon.Operation == CanonOperation.ErrorContextNew;
        CheckOptions(canon.Options, at);
        CoreSignature.RequireMemory(canon.Options, at);
        if (!isNew)
        {
            CoreSignature.RequireRealloc(canon.Options, at);
        }

        RequireSync(canon.Options, CanonOpcodes.Of(canon.Operation).Name, at);
        CheckLower(canon.Options, at);
        AddBuiltin(canon, s_i32i32, isNew ? s_i32 : s_none);
    }

    /// <summary>Adds a built-in with a fixed signature, which the option <c>core-type</c> may name as well.</summary>
    private void AddBuiltin(CanonDefinition canon, ValType[] parameters, ValType[] results)
    {
        if (canon.Options.CoreType is { } index)
        {
            var declared = Current.CoreTypes.At(index, canon.Offset);
            if (!IsSignature(declared.Func!, parameters, results))
            {
                Invalid(canon.Offset, $"declared core type {declared.Func} does not match `{new FuncType(parameters, results)}`");
            }

            CheckCount(Current.CoreFunctions.Count + Current.Functions.Count, _limits.Functions, "functions", canon.Offset);
            Current.CoreFunctions.Add(new CoreItemType(ExternType.Function(declared.Id), declared.Func));
            return;
        }

        AddCoreFunction(parameters, results, canon.Offset);
    }

    private void StreamOrFuture(CanonDefinition canon)
    {
        var at = canon.Offset;
        var isStream = canon.Operation is >= CanonOperation.StreamNew and <= CanonOperation.StreamDropWritable;
        var name = CanonOpcodes.Of(canon.Operation).Name;
        var type = TypeAt(canon.TypeIndex, at);
        if (isStream ? type is not StreamType : type is not FutureType)
        {
            Invalid(at, $"`{name}` requires a {(isStream ? "stream" : "future")} type");
        }

        switch (canon.Operation)
        {
            case CanonOperation.StreamNew or CanonOperation.FutureNew:
                AddCoreFunction(s_none, s_i64, at);
                break;
            case CanonOperation.StreamRead or CanonOperation.StreamWrite or CanonOperation.FutureRead or CanonOperation.FutureWrite:
                Transfer(canon, name, isStream ? ((StreamType)type).Element : ((FutureType)type).Element, isStream);
                break;
            case CanonOperation.StreamCancelRead or CanonOperation.StreamCancelWrite
                or CanonOperation.FutureCancelRead or CanonOperation.FutureCancelWrite:
                RequireMoreBuiltins(canon.IsAsync, $"async `{name}`", at);
                AddCoreFunction(s_i32, s_i32, at);
                break;
            default:
                AddCoreFunction(s_i32, s_none, at);
                break;
        }
    }

    private void Transfer(CanonDefinition canon, string name, ComponentValueType? element, bool isStream)
    {
        var at = canon.Offset;
        var pointer = CheckOptions(canon.Options, at);
        RequireMoreBuiltins(!canon.Options.IsAsync, $"synchronous `{name}`", at);
        if (element is not null)
        {
            CoreSignature.RequireMemory(canon.Options, at);
            if (element.ContainsPointer && canon.Operation is (CanonOperation.StreamRead or CanonOperation.FutureRead))
            {
                CoreSignature.RequireRealloc(canon.Options, at);
            }
        }

        CheckLower(canon.Options, at);
        ValType[] parameters = isStream ? [ValType.I32, pointer, pointer] : [ValType.I32, pointer];
        AddBuiltin(canon, parameters, isStream && pointer == ValType.I64 ? s_i64 : s_i32);
    }
}
