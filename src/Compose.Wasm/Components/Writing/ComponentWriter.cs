using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// Writes a decoded component from its definitions, with everything nested in it: sections in the order in which they
/// were read, every number in its shortest form. A binary whose own encoder wrote shortest forms comes out byte for
/// byte; for others the result means the same, and is the same again when it is read and written.
/// </summary>
/// <remarks>To change a part of a binary and keep every other byte, padding included: <see cref="BinaryEditor"/>.</remarks>
public static partial class ComponentWriter
{
    /// <summary>The component's bytes.</summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>: a nested core module does not decode.</exception>
    public static byte[] Write(Component component)
    {
        var writer = new WasmWriter(component.Bytes.Length + 64);
        WriteTo(writer, component);
        return writer.ToArray();
    }

    /// <summary>Writes the component, preamble included.</summary>
    public static void WriteTo(WasmWriter writer, Component component)
    {
        ComponentParser.EnsureStack(component.Offset);
        writer.WriteComponentHeader();
        int custom = 0, definition = 0;
        for (int i = 0; i < component.Sections.Count; i++)
        {
            byte id = component.Sections[i].Id;
            int count = component.DefinitionCounts[i];
            int start = writer.BeginSection(id);
            if (id == 0)
            {
                ComponentCustomSection content = component.CustomSections[custom++];
                writer.WriteName(content.Name);
                writer.WriteBytes(content.Content.Span);
            }
            else if (id is ModuleSection or ComponentSection or StartSection)
            {
                Write(writer, component.Definitions[definition++]);
            }
            else
            {
                writer.WriteVarU32(count);
                for (int end = definition + count; definition < end; definition++)
                {
                    Write(writer, component.Definitions[definition]);
                }
            }

            writer.EndSized(start);
        }
    }

    private const byte ModuleSection = 1;
    private const byte ComponentSection = 4;
    private const byte StartSection = 9;

    /// <summary>A definition without the code that says its kind: that is the section's or the declaration's.</summary>
    private static void Write(WasmWriter writer, ComponentDefinition definition)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                CoreModuleWriter.WriteTo(writer, module.Module);
                break;
            case NestedComponentDefinition nested:
                WriteTo(writer, nested.Component);
                break;
            case CoreInstanceDefinition instance:
                WriteCoreInstance(writer, instance);
                break;
            case CoreTypeDefinition type:
                WriteCoreType(writer, type);
                break;
            case InstanceDefinition instance:
                WriteInstance(writer, instance);
                break;
            case AliasDefinition alias:
                WriteAlias(writer, alias);
                break;
            case TypeDefinition type:
                WriteType(writer, type.Syntax);
                break;
            case CanonDefinition canon:
                WriteCanon(writer, canon);
                break;
            case StartDefinition start:
                WriteStart(writer, start);
                break;
            case ImportDefinition import:
                WriteName(writer, import.Name, import.Attributes);
                SyntaxWriter.WriteExternType(writer, import.Type);
                break;
            case ExportDefinition export:
                WriteExport(writer, export);
                break;
            case ExportDeclaration export:
                WriteName(writer, export.Name, export.Attributes);
                SyntaxWriter.WriteExternType(writer, export.Type);
                break;
            case ValueDefinition value:
                SyntaxWriter.WriteValueType(writer, value.Type);
                writer.WriteSized(value.Content.Span);
                break;
            default:
                throw new InvalidOperationException($"{definition.GetType().Name} is not written");
        }
    }

    private static void WriteName(WasmWriter writer, string name, ExternAttributes attributes) =>
        SyntaxWriter.WriteExternName(writer, name, attributes, attributes.Form);

    private static void WriteCoreInstance(WasmWriter writer, CoreInstanceDefinition instance)
    {
        if (instance.IsInstantiation)
        {
            writer.WriteByte(0);
            writer.WriteVarU32(instance.ModuleIndex);
            writer.WriteVarU32(instance.Arguments.Count);
            foreach (CoreInstanceArgument argument in instance.Arguments)
            {
                writer.WriteName(argument.Name);
                writer.WriteByte(0x12);
                writer.WriteVarU32(argument.InstanceIndex);
            }

            return;
        }

        writer.WriteByte(1);
        writer.WriteVarU32(instance.Exports.Count);
        foreach (NamedItem export in instance.Exports)
        {
            writer.WriteName(export.Name);
            writer.WriteByte((byte)export.Item.Sort);
            writer.WriteVarU32(export.Item.Index);
        }
    }

    private static void WriteInstance(WasmWriter writer, InstanceDefinition instance)
    {
        if (instance.IsInstantiation)
        {
            writer.WriteByte(0);
            writer.WriteVarU32(instance.ComponentIndex);
            writer.WriteVarU32(instance.Arguments.Count);
            foreach (NamedItem argument in instance.Arguments)
            {
                writer.WriteName(argument.Name);
                SyntaxWriter.WriteItem(writer, argument.Item);
            }

            return;
        }

        writer.WriteByte(1);
        writer.WriteVarU32(instance.Exports.Count);
        foreach (NamedItem export in instance.Exports)
        {
            WriteName(writer, export.Name, export.Attributes);
            SyntaxWriter.WriteItem(writer, export.Item);
        }
    }

    private static void WriteAlias(WasmWriter writer, AliasDefinition alias)
    {
        SyntaxWriter.WriteSort(writer, alias.Sort);
        writer.WriteByte((byte)alias.Kind);
        if (alias.Kind == AliasKind.Outer)
        {
            writer.WriteVarU32(alias.OuterCount);
            writer.WriteVarU32(alias.Index);
            return;
        }

        writer.WriteVarU32(alias.Index);
        writer.WriteName(alias.Name);
    }

    private static void WriteExport(WasmWriter writer, ExportDefinition export)
    {
        WriteName(writer, export.Name, export.Attributes);
        SyntaxWriter.WriteItem(writer, export.Item);
        writer.WriteByte(export.AscribedType is null ? (byte)0 : (byte)1);
        if (export.AscribedType is { } ascribed)
        {
            SyntaxWriter.WriteExternType(writer, ascribed);
        }
    }

    private static void WriteStart(WasmWriter writer, StartDefinition start)
    {
        writer.WriteVarU32(start.FunctionIndex);
        writer.WriteVarU32(start.Arguments.Count);
        foreach (int argument in start.Arguments)
        {
            writer.WriteVarU32(argument);
        }

        writer.WriteVarU32(start.Results);
    }

    private static void WriteCanon(WasmWriter writer, CanonDefinition canon)
    {
        CanonImmediates has = CanonOpcodes.Of(canon.Operation).Immediates;
        writer.WriteByte((byte)canon.Operation);
        if ((has & CanonImmediates.CoreFunction) != 0)
        {
            writer.WriteByte(0);
            writer.WriteVarU32(canon.CoreFunctionIndex);
        }

        if ((has & CanonImmediates.Function) != 0)
        {
            writer.WriteByte(0);
            writer.WriteVarU32(canon.FunctionIndex);
        }

        WriteFlag(writer, has & CanonImmediates.Shared, canon.IsShared);
        WriteFlag(writer, has & CanonImmediates.Cancellable, canon.IsCancellable);
        if ((has & CanonImmediates.SlotType) != 0)
        {
            CoreTypeWriter.WriteValType(writer, canon.SlotType);
        }

        if ((has & CanonImmediates.Slot) != 0)
        {
            writer.WriteVarU32(canon.Slot);
        }

        WriteIndex(writer, has & (CanonImmediates.Type | CanonImmediates.CoreType), canon.TypeIndex);
        WriteIndex(writer, has & CanonImmediates.Table, canon.TableIndex);
        WriteIndex(writer, has & CanonImmediates.Memory, canon.MemoryIndex);
        WriteFlag(writer, has & CanonImmediates.Async, canon.IsAsync);
        if ((has & CanonImmediates.Result) != 0)
        {
            SyntaxWriter.WriteResultList(writer, canon.Result);
        }

        if ((has & CanonImmediates.Options) != 0)
        {
            SyntaxWriter.WriteOptions(writer, canon.Options, canon.OptionOrder);
        }

        WriteIndex(writer, has & CanonImmediates.LastType, canon.TypeIndex);
    }

    private static void WriteFlag(WasmWriter writer, CanonImmediates has, bool value)
    {
        if (has != CanonImmediates.None)
        {
            writer.WriteByte(value ? (byte)1 : (byte)0);
        }
    }

    private static void WriteIndex(WasmWriter writer, CanonImmediates has, int index)
    {
        if (has != CanonImmediates.None)
        {
            writer.WriteVarU32(index);
        }
    }
}
