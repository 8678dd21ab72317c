using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Types, core types and the declarations within them.</summary>
public static partial class ComponentWriter
{
    private static void WriteType(WasmWriter writer, TypeSyntax type)
    {
        writer.WriteByte(type.Kind switch
        {
            TypeSyntaxKind.Primitive => (byte)type.Primitive,
            TypeSyntaxKind.Func when type.IsAsync => (byte)TypeSyntaxKind.AsyncFunc,
            _ => (byte)type.Kind,
        });
        switch (type.Kind)
        {
            case TypeSyntaxKind.Primitive:
                break;
            case TypeSyntaxKind.Record or TypeSyntaxKind.Variant:
                WriteLabelled(writer, type);
                break;
            case TypeSyntaxKind.Flags or TypeSyntaxKind.Enum:
                writer.WriteVarU32(type.Labels.Count);
                foreach (string label in type.Labels)
                {
                    writer.WriteName(label);
                }

                break;
            case TypeSyntaxKind.Tuple:
                writer.WriteVarU32(type.Types.Count);
                WriteValueTypes(writer, type);
                break;
            case TypeSyntaxKind.List or TypeSyntaxKind.Option or TypeSyntaxKind.Map:
                WriteValueTypes(writer, type);
                break;
            case TypeSyntaxKind.FixedList:
                WriteValueTypes(writer, type);
                writer.WriteVarU32(type.Length);
                break;
            case TypeSyntaxKind.Result or TypeSyntaxKind.Stream or TypeSyntaxKind.Future:
                foreach (ValueTypeRef part in type.Types)
                {
                    SyntaxWriter.WriteOptionalType(writer, part);
                }

                break;
            case TypeSyntaxKind.Own or TypeSyntaxKind.Borrow:
                writer.WriteVarU32(type.ResourceIndex);
                break;
            case TypeSyntaxKind.Resource:
                CoreTypeWriter.WriteValType(writer, type.Representation);
                writer.WriteByte(type.Destructor is null ? (byte)0 : (byte)1);
                if (type.Destructor is { } destructor)
                {
                    writer.WriteVarU32(destructor);
                }

                break;
            case TypeSyntaxKind.Func:
                WriteLabelled(writer, type);
                SyntaxWriter.WriteResultList(writer, type.Result);
                break;
            default:
                // Declarations nest no deeper than the reader lets them.
                WriteDeclarations(writer, type.Declarations);
                break;
        }
    }

    /// <summary>Fields, cases (each with a reserved zero behind it), or parameters.</summary>
    private static void WriteLabelled(WasmWriter writer, TypeSyntax type)
    {
        writer.WriteVarU32(type.Labels.Count);
        for (int i = 0; i < type.Labels.Count; i++)
        {
            writer.WriteName(type.Labels[i]);
            if (type.Kind == TypeSyntaxKind.Variant)
            {
                SyntaxWriter.WriteOptionalType(writer, type.Types[i]);
                writer.WriteByte(0);
            }
            else
            {
                SyntaxWriter.WriteValueType(writer, type.Types[i]);
            }
        }
    }

    private static void WriteValueTypes(WasmWriter writer, TypeSyntax type)
    {
        foreach (ValueTypeRef part in type.Types)
        {
            SyntaxWriter.WriteValueType(writer, part);
        }
    }

    private static void WriteDeclarations(WasmWriter writer, IReadOnlyList<ComponentDefinition> declarations)
    {
        writer.WriteVarU32(declarations.Count);
        foreach (ComponentDefinition declaration in declarations)
        {
            writer.WriteByte(declaration switch
            {
                CoreTypeDefinition => 0x00,
                TypeDefinition => 0x01,
                AliasDefinition => 0x02,
                ImportDefinition => 0x03,
                _ => 0x04,
            });
            Write(writer, declaration);
        }
    }

    private static void WriteCoreType(WasmWriter writer, CoreTypeDefinition type)
    {
        if (type.Group is { } group)
        {
            WriteGroup(writer, group, isDefinition: true);
            return;
        }

        writer.WriteByte(0x50);
        writer.WriteVarU32(type.Declarations.Count);
        foreach (CoreModuleDeclaration declaration in type.Declarations)
        {
            WriteModuleDeclaration(writer, declaration);
        }
    }

    /// <summary>A group of core types. Among definitions 0x50 alone begins a module type: an open type has a zero in front.</summary>
    private static void WriteGroup(WasmWriter writer, IReadOnlyList<SubType> group, bool isDefinition)
    {
        SubType[] types = [.. group];
        if (isDefinition && types is [{ IsFinal: false, IsGroupWritten: false }])
        {
            writer.WriteByte(0);
        }

        CoreTypeWriter.WriteGroup(writer, types);
    }

    private static void WriteModuleDeclaration(WasmWriter writer, CoreModuleDeclaration declaration)
    {
        writer.WriteByte((byte)declaration.Kind);
        switch (declaration.Kind)
        {
            case CoreModuleDeclarationKind.Import:
                writer.WriteName(declaration.Module);
                writer.WriteName(declaration.Name);
                CoreTypeWriter.WriteExternType(writer, declaration.Type);
                break;
            case CoreModuleDeclarationKind.Type:
                WriteGroup(writer, declaration.Group, isDefinition: false);
                break;
            case CoreModuleDeclarationKind.OuterAlias:
                writer.WriteByte(0x10);
                writer.WriteByte(0x01);
                writer.WriteVarU32(declaration.OuterCount);
                writer.WriteVarU32(declaration.OuterIndex);
                break;
            default:
                writer.WriteName(declaration.Name);
                CoreTypeWriter.WriteExternType(writer, declaration.Type);
                break;
        }
    }
}
