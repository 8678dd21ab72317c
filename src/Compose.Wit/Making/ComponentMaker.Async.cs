using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>Built-ins of the asynchronous ABI.</summary>
public sealed partial class ComponentMaker
{
    private readonly Dictionary<bool, TypeIndex> _unitTypes = [];

    private CoreSource.Intrinsic? FindIntrinsic(MadeModule module, Import import, AsyncIntrinsic intrinsic, LiveItems live)
    {
        AbiNames.ImportName place = AbiNames.ParseImport(import.Module, string.Empty);
        if (intrinsic.Function.Length == 0)
        {
            return new CoreSource.Intrinsic(import, intrinsic, null, false);
        }

        foreach ((WorldKey key, WorldItem item) in place.IsExport ? _world.Exports : _world.Imports)
        {
            WitFunction? function = null;
            InterfaceId? owner = null;
            if (place.Interface is null)
            {
                function = item is WorldItem.Function { Signature: var own } && own.Name == intrinsic.Function ? own : null;
            }
            else if (item is WorldItem.Interface { Id: var id } && AbiNames.AreCompatible(place.Interface, _wit.NameOf(key)))
            {
                owner = id;
                _wit[id].Functions.TryGetValue(intrinsic.Function, out function);
            }

            if (function is not null)
            {
                if (place.IsExport)
                {
                    return new CoreSource.Intrinsic(import, intrinsic, key, true);
                }

                if (intrinsic.HasPayload)
                {
                    // Only the type is meant; the function may be one that nobody calls.
                    _mentioned.Add((owner, function));
                    live.AddPayload(function, intrinsic.Number);
                }
                else
                {
                    live.Add(owner, function);
                }

                return new CoreSource.Intrinsic(import, intrinsic, key, false);
            }
        }

        NotInWorld(module, import);
        return null;
    }

    private CanonNeeds Needs(CoreSource.Intrinsic source)
    {
        AsyncIntrinsic intrinsic = source.Which;
        if (intrinsic.Operation is CanonOperation.WaitableSetWait or CanonOperation.WaitableSetPoll)
        {
            return CanonNeeds.Memory;
        }

        if (intrinsic.Operation == CanonOperation.TaskReturn)
        {
            ComponentValueType? result = FunctionOf(source).Result;
            return result is null ? CanonNeeds.None
                : result.ContainsPointer ? CanonNeeds.Memory | CanonNeeds.Strings
                : result.Flatten(false) is null ? CanonNeeds.Memory : CanonNeeds.None;
        }

        if (!intrinsic.Copies || ElementOf(PayloadOf(source)) is not { } element)
        {
            return CanonNeeds.None;
        }

        bool reads = intrinsic.Operation is CanonOperation.StreamRead or CanonOperation.FutureRead;
        return !element.ContainsPointer ? CanonNeeds.Memory
            : CanonNeeds.Memory | CanonNeeds.Strings | (reads ? CanonNeeds.Realloc : CanonNeeds.None);
    }

    private CoreFuncIndex MakeIntrinsic(MadeModule module, CoreSource.Intrinsic source)
    {
        AsyncIntrinsic intrinsic = source.Which;
        CanonOptions options = Options(module, Needs(source), AbiNames.Reallocs, null, $"the import `{source.Import.Name}`");
        if (intrinsic.HasPayload)
        {
            TypeIndex type = PayloadOf(source) is { } payload ? new TypeIndex(_encoder.Encode(payload).Index) : Unit(intrinsic.IsStream);
            return _builder.Builtin(
                intrinsic.Operation, type, intrinsic.Copies ? options with { IsAsync = intrinsic.IsAsync } : null, isAsync: intrinsic.IsAsync);
        }

        if (intrinsic.Operation == CanonOperation.TaskReturn)
        {
            ComponentValueType? result = FunctionOf(source).Result;
            return _builder.Builtin(intrinsic.Operation, options: options, result: result is null ? ValueTypeRef.None : _encoder.Encode(result));
        }

        return _builder.Builtin(
            intrinsic.Operation,
            isAsync: intrinsic.IsAsync,
            isCancellable: intrinsic.IsCancellable,
            memory: new CoreMemoryIndex(options.Memory ?? 0),
            slot: (uint)Math.Max(intrinsic.Number, 0));
    }

    private TypeIndex Unit(bool isStream)
    {
        if (!_unitTypes.TryGetValue(isStream, out TypeIndex type))
        {
            type = isStream ? _builder.Stream(ValueTypeRef.None) : _builder.Future(ValueTypeRef.None);
            _unitTypes.Add(isStream, type);
        }

        return type;
    }

    private ComponentFuncType FunctionOf(CoreSource.Intrinsic source)
    {
        string name = _wit.NameOf(source.Key!.Value);
        ComponentExtern? item;
        if (source.IsExport)
        {
            _type.TryGetExport(name, out item);
        }
        else
        {
            _type.TryGetImport(name, out item);
        }

        if (item!.Type.AsFunc is { } own)
        {
            return own;
        }

        item.Type.AsInstance!.TryGetExport(source.Which.Function, out ComponentExtern? function);
        return function!.Type.AsFunc!;
    }

    /// <summary>The stream or future type that is meant; null for one that carries nothing.</summary>
    private ComponentValueType? PayloadOf(CoreSource.Intrinsic source)
    {
        if (source.Which.IsUnit || source.Key is null)
        {
            return null;
        }

        ComponentFuncType function = FunctionOf(source);
        var found = new List<ComponentValueType>();
        foreach (RecordField parameter in function.Parameters)
        {
            Payloads(parameter.Type, found);
        }

        if (function.Result is not null)
        {
            Payloads(function.Result, found);
        }

        if (source.Which.Number >= found.Count)
        {
            Fail(_main, $"`{source.Import.Module}` `{source.Import.Name}` means a stream or future that `{source.Which.Function}` does not have");
            ThrowIfAny();
        }

        return found[source.Which.Number];
    }

    private static ComponentValueType? ElementOf(ComponentValueType? payload) => payload switch
    {
        StreamType stream => stream.Element,
        FutureType future => future.Element,
        _ => null,
    };

    /// <summary>Streams and futures in the order in which bindings count them: what one carries before itself.</summary>
    private static void Payloads(ComponentValueType type, List<ComponentValueType> found)
    {
        foreach (DefinedType part in ExportWrapper.PartsOf(type))
        {
            if (part is ComponentValueType value)
            {
                Payloads(value, found);
            }
        }

        if (type is StreamType or FutureType)
        {
            found.Add(type);
        }
    }
}
