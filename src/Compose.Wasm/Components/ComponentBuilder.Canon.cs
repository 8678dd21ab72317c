using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Canonical definitions and resources.</summary>
public sealed partial class ComponentBuilder
{
    /// <summary>A resource that this component defines, represented by an i32.</summary>
    public TypeIndex Resource(CoreFuncIndex? destructor = null)
    {
        var writer = BeginType((byte)TypeSyntaxKind.Resource);
        writer.WriteByte((byte)ValKind.I32);
        writer.WriteByte(destructor is null ? (byte)0 : (byte)1);
        if (destructor is { } function)
        {
            writer.WriteVarU32(function.Value);
        }

        return NextType();
    }

    /// <summary>Makes a component function of a core function.</summary>
    public FuncIndex Lift(CoreFuncIndex function, TypeIndex type, CanonOptions? options = null)
    {
        var writer = Begin(DefinitionKind.Canon);
        writer.WriteByte((byte)CanonOperation.Lift);
        writer.WriteByte(0);
        writer.WriteVarU32(function.Value);
        SyntaxWriter.WriteOptions(writer, options ?? CanonOptions.None);
        writer.WriteVarU32(type.Value);
        return new FuncIndex(Next(ComponentSort.Func));
    }

    /// <summary>Makes a core function of a component function.</summary>
    public CoreFuncIndex Lower(FuncIndex function, CanonOptions? options = null)
    {
        var writer = Begin(DefinitionKind.Canon);
        writer.WriteByte((byte)CanonOperation.Lower);
        writer.WriteByte(0);
        writer.WriteVarU32(function.Value);
        SyntaxWriter.WriteOptions(writer, options ?? CanonOptions.None);
        return NextCoreFunction();
    }

    public CoreFuncIndex ResourceNew(TypeIndex resource) => Builtin(CanonOperation.ResourceNew, resource);

    public CoreFuncIndex ResourceDrop(TypeIndex resource) => Builtin(CanonOperation.ResourceDrop, resource);

    public CoreFuncIndex ResourceRep(TypeIndex resource) => Builtin(CanonOperation.ResourceRep, resource);

    /// <summary>
    /// Any other canonical definition. Its immediates are written in the order of <see cref="CanonOpcodes"/>; those it
    /// does not have are ignored, and those not given are zero, false or empty.
    /// </summary>
    public CoreFuncIndex Builtin(
        CanonOperation operation,
        TypeIndex? type = null,
        CanonOptions? options = null,
        ValueTypeRef result = default,
        bool isAsync = false,
        bool isCancellable = false,
        CoreMemoryIndex memory = default,
        uint slot = 0)
    {
        var has = CanonOpcodes.Of(operation).Immediates;
        const CanonImmediates Unsupported = CanonImmediates.CoreFunction | CanonImmediates.Function | CanonImmediates.Shared
            | CanonImmediates.CoreType | CanonImmediates.Table | CanonImmediates.LastType;
        if ((has & Unsupported) != 0)
        {
            throw new ArgumentException($"{operation} is not built this way", nameof(operation));
        }

        if ((has & CanonImmediates.Type) != 0 && type is null)
        {
            throw new ArgumentException($"{operation} needs a type", nameof(type));
        }

        var writer = Begin(DefinitionKind.Canon);
        writer.WriteByte((byte)operation);
        WriteFlag(writer, has, CanonImmediates.Cancellable, isCancellable);
        if ((has & CanonImmediates.SlotType) != 0)
        {
            writer.WriteByte((byte)ValKind.I32);
        }

        WriteIndex(writer, has, CanonImmediates.Slot, slot);
        WriteIndex(writer, has, CanonImmediates.Type, (uint)(type?.Value ?? 0));
        WriteIndex(writer, has, CanonImmediates.Memory, (uint)memory.Value);
        WriteFlag(writer, has, CanonImmediates.Async, isAsync);
        if ((has & CanonImmediates.Result) != 0)
        {
            SyntaxWriter.WriteResultList(writer, result);
        }

        if ((has & CanonImmediates.Options) != 0)
        {
            SyntaxWriter.WriteOptions(writer, options ?? CanonOptions.None);
        }

        return NextCoreFunction();
    }

    private static void WriteFlag(WasmWriter writer, CanonImmediates has, CanonImmediates which, bool value)
    {
        if ((has & which) != 0)
        {
            writer.WriteByte(value ? (byte)1 : (byte)0);
        }
    }

    private static void WriteIndex(WasmWriter writer, CanonImmediates has, CanonImmediates which, uint value)
    {
        if ((has & which) != 0)
        {
            writer.WriteVarU32(value);
        }
    }

    private CoreFuncIndex NextCoreFunction() => new(Next(ComponentSort.CoreFunc));
}
