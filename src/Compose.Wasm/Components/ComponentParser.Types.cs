using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Types, core types and the declarations within them.</summary>
internal sealed partial class ComponentParser
{
    private TypeDefinition ReadType(ref WasmReader reader, int depth)
    {
        var at = reader.Offset;
        return new TypeDefinition(at, ReadTypeSyntax(ref reader, depth));
    }

    private TypeSyntax ReadTypeSyntax(ref WasmReader reader, int depth)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (IsPrimitive(code))
        {
            RequirePrimitive(at, (PrimitiveKind)code);
            return new TypeSyntax(TypeSyntaxKind.Primitive) { Primitive = (PrimitiveKind)code };
        }

        var kind = (TypeSyntaxKind)code;
        switch (kind)
        {
            case TypeSyntaxKind.Record or TypeSyntaxKind.Variant:
                return ReadLabelledTypes(ref reader, kind);
            case TypeSyntaxKind.Flags or TypeSyntaxKind.Enum:
                return new TypeSyntax(kind) { Labels = ReadLabels(ref reader) };
            case TypeSyntaxKind.List or TypeSyntaxKind.Option:
                return new TypeSyntax(kind) { Types = [ReadValueType(ref reader)] };
            case TypeSyntaxKind.FixedList:
                Require(at, ComponentFeatures.FixedLengthLists, "a list of fixed length");
                return new TypeSyntax(kind) { Types = [ReadValueType(ref reader)], Length = reader.ReadVarU32() };
            case TypeSyntaxKind.Tuple:
                return ReadTuple(ref reader);
            case TypeSyntaxKind.Result:
                return new TypeSyntax(kind) { Types = [ReadOptionalType(ref reader), ReadOptionalType(ref reader)] };
            case TypeSyntaxKind.Own or TypeSyntaxKind.Borrow:
                return new TypeSyntax(kind) { ResourceIndex = ReadIndex(ref reader, "type") };
            case TypeSyntaxKind.Stream or TypeSyntaxKind.Future:
                Require(at, ComponentFeatures.Async, "a stream or future");
                return new TypeSyntax(kind) { Types = [ReadOptionalType(ref reader)] };
            case TypeSyntaxKind.Map:
                Require(at, ComponentFeatures.Map, "a map");
                return new TypeSyntax(kind) { Types = [ReadValueType(ref reader), ReadValueType(ref reader)] };
            case TypeSyntaxKind.Resource:
                return ReadResource(ref reader);
            case TypeSyntaxKind.Func or TypeSyntaxKind.AsyncFunc:
                return ReadFunc(ref reader, at, kind);
            case TypeSyntaxKind.Component or TypeSyntaxKind.Instance:
                return ReadDeclarations(ref reader, kind, depth + 1);
            default:
                WasmErrors.Malformed(at, $"malformed type 0x{code:x2}");
                return null!;
        }
    }

    private TypeSyntax ReadLabelledTypes(ref WasmReader reader, TypeSyntaxKind kind)
    {
        var isVariant = kind == TypeSyntaxKind.Variant;
        var count = reader.ReadCount(_limits.TypeElements, isVariant ? "cases" : "fields", isVariant ? 3 : 2);
        var labels = new string[count];
        var types = new ValueTypeRef[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = reader.ReadName(_limits.NameBytes);
            types[i] = isVariant ? ReadOptionalType(ref reader) : ReadValueType(ref reader);
            if (isVariant)
            {
                Expect(ref reader, 0x00, "end of a variant case");
            }
        }

        return new TypeSyntax(kind) { Labels = labels, Types = types };
    }

    private string[] ReadLabels(ref WasmReader reader)
    {
        var labels = new string[reader.ReadCount(_limits.TypeElements, "labels")];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = reader.ReadName(_limits.NameBytes);
        }

        return labels;
    }

    private TypeSyntax ReadTuple(ref WasmReader reader)
    {
        var types = new ValueTypeRef[reader.ReadCount(_limits.TypeElements, "types of a tuple")];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = ReadValueType(ref reader);
        }

        return new TypeSyntax(TypeSyntaxKind.Tuple) { Types = types };
    }

    /// <summary>resourcetype ::= 0x3f rep dtor?.</summary>
    private TypeSyntax ReadResource(ref WasmReader reader)
    {
        var representation = CoreTypeReader.ReadValType(ref reader, _options.CoreFeatures);
        int? destructor = ReadFlag(ref reader, "destructor of a resource") ? ReadIndex(ref reader, "core func") : null;
        return new TypeSyntax(TypeSyntaxKind.Resource) { Representation = representation, Destructor = destructor };
    }

    private TypeSyntax ReadFunc(ref WasmReader reader, long at, TypeSyntaxKind kind)
    {
        if (kind == TypeSyntaxKind.AsyncFunc)
        {
            Require(at, ComponentFeatures.Async, "an async function type");
        }

        var count = reader.ReadCount(_limits.Parameters, "parameters", 2);
        var labels = new string[count];
        var types = new ValueTypeRef[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = reader.ReadName(_limits.NameBytes);
            types[i] = ReadValueType(ref reader);
        }

        return new TypeSyntax(TypeSyntaxKind.Func)
        {
            Labels = labels,
            Types = types,
            Result = ReadResultList(ref reader),
            IsAsync = kind == TypeSyntaxKind.AsyncFunc,
        };
    }

    /// <summary>resultlist ::= 0x00 t | 0x01 0x00.</summary>
    private ValueTypeRef ReadResultList(ref WasmReader reader)
    {
        var at = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                return ReadValueType(ref reader);
            case 1:
                at = reader.Offset;
                if (reader.ReadByte() != 0)
                {
                    WasmErrors.Malformed(at, "malformed result list", "named and multiple results were dropped in 2024");
                }

                return ValueTypeRef.None;
            default:
                WasmErrors.Malformed(at, "malformed result list");
                return default;
        }
    }

    /// <summary>componenttype ::= 0x41 componentdecl*; instancetype ::= 0x42 instancedecl*.</summary>
    private TypeSyntax ReadDeclarations(ref WasmReader reader, TypeSyntaxKind kind, int depth)
    {
        if (depth > _limits.TypeDeclarationDepth)
        {
            WasmErrors.LimitExceeded(reader.Offset, "nested component and instance types", depth, _limits.TypeDeclarationDepth);
        }

        EnsureStack(reader.Offset);
        var count = reader.ReadCount(_limits.TypeDeclarations, "declarations", 2);
        var declarations = new List<ComponentDefinition>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            declarations.Add(ReadDeclaration(ref reader, kind, depth));
        }

        return new TypeSyntax(kind) { Declarations = declarations };
    }

    private ComponentDefinition ReadDeclaration(ref WasmReader reader, TypeSyntaxKind within, int depth)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        switch (code)
        {
            case 0x00:
                return ReadCoreType(ref reader);
            case 0x01:
                return ReadType(ref reader, depth);
            case 0x02:
                return ReadAlias(ref reader);
            case 0x03 when within == TypeSyntaxKind.Component:
                return ReadImport(ref reader);
            case 0x04:
                var name = ReadExternName(ref reader, out var attributes);
                return new ExportDeclaration(at, name, attributes, ReadExternType(ref reader));
            default:
                WasmErrors.Malformed(at, $"malformed declaration 0x{code:x2} in a {(within == TypeSyntaxKind.Component ? "component" : "instance")} type");
                return null!;
        }
    }

    /// <summary>core:deftype ::= rectype | 0x00 0x50 … | 0x50 moduledecl*.</summary>
    private CoreTypeDefinition ReadCoreType(ref WasmReader reader)
    {
        var at = reader.Offset;
        var code = reader.PeekByte();
        if (code == 0x50)
        {
            reader.Skip(1);
            return ReadModuleType(ref reader, at);
        }

        if (code == 0x00)
        {
            // 0x50 alone is a module type, so an open subtype has a zero in front.
            reader.Skip(1);
            if (reader.PeekByte() != 0x50)
            {
                WasmErrors.Malformed(reader.Offset, "malformed core type: 0x00 must be followed by 0x50");
            }
        }

        return new CoreTypeDefinition(at, ReadGroup(ref reader));
    }

    private List<SubType> ReadGroup(ref WasmReader reader)
    {
        var group = new List<SubType>(1);
        CoreTypeReader.ReadRecursionGroup(ref reader, _options.CoreFeatures, group);
        return group;
    }

    private CoreTypeDefinition ReadModuleType(ref WasmReader reader, long at)
    {
        var count = reader.ReadCount(_limits.TypeDeclarations, "declarations of a module type", 2);
        var declarations = new List<CoreModuleDeclaration>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            declarations.Add(ReadModuleDeclaration(ref reader));
        }

        return new CoreTypeDefinition(at, declarations);
    }

    private CoreModuleDeclaration ReadModuleDeclaration(ref WasmReader reader)
    {
        var at = reader.Offset;
        var kind = (CoreModuleDeclarationKind)reader.ReadByte();
        switch (kind)
        {
            case CoreModuleDeclarationKind.Import:
                return new CoreModuleDeclaration(kind, at)
                {
                    Module = reader.ReadName(_limits.NameBytes),
                    Name = reader.ReadName(_limits.NameBytes),
                    Type = CoreTypeReader.ReadExternType(ref reader, _options.CoreFeatures),
                };
            case CoreModuleDeclarationKind.Type:
                return new CoreModuleDeclaration(kind, at) { Group = ReadGroup(ref reader) };
            case CoreModuleDeclarationKind.OuterAlias:
                Expect(ref reader, 0x10, "sort of an alias in a module type");
                Expect(ref reader, 0x01, "target of an alias in a module type");
                return new CoreModuleDeclaration(kind, at)
                {
                    OuterCount = ReadIndex(ref reader, "outer scope"),
                    OuterIndex = ReadIndex(ref reader, "core type"),
                };
            case CoreModuleDeclarationKind.Export:
                return new CoreModuleDeclaration(kind, at)
                {
                    Name = reader.ReadName(_limits.NameBytes),
                    Type = CoreTypeReader.ReadExternType(ref reader, _options.CoreFeatures),
                };
            default:
                WasmErrors.Malformed(at, $"malformed declaration 0x{(byte)kind:x2} in a module type");
                return null!;
        }
    }

    /// <summary>valtype ::= typeidx | primvaltype, told apart by the sign of an s33.</summary>
    private ValueTypeRef ReadValueType(ref WasmReader reader)
    {
        var at = reader.Offset;
        var code = reader.PeekByte();
        if (IsPrimitive(code))
        {
            reader.Skip(1);
            RequirePrimitive(at, (PrimitiveKind)code);
            return ValueTypeRef.Of((PrimitiveKind)code);
        }

        var index = reader.ReadVarS33();
        if (index < 0)
        {
            WasmErrors.Malformed(at, $"malformed value type 0x{code:x2}");
        }

        if (index > int.MaxValue)
        {
            WasmErrors.Invalid(at, $"unknown type {index}");
        }

        return ValueTypeRef.Of((int)index);
    }

    private ValueTypeRef ReadOptionalType(ref WasmReader reader) =>
        ReadFlag(ref reader, "optional type") ? ReadValueType(ref reader) : ValueTypeRef.None;

    private static bool IsPrimitive(byte code) => code is (>= (byte)PrimitiveKind.String and <= (byte)PrimitiveKind.Bool)
        or (byte)PrimitiveKind.ErrorContext;

    private void RequirePrimitive(long at, PrimitiveKind kind)
    {
        if (kind == PrimitiveKind.ErrorContext)
        {
            Require(at, ComponentFeatures.ErrorContext, "the type `error-context`");
        }
    }
}
