using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// One validation of a binary: walks the definitions in order, growing the index spaces of the innermost scope. The
/// scopes form a stack: components first, then the component and instance types that are being declared.
/// </summary>
internal sealed partial class ComponentValidation
{
    private readonly ComponentOptions _options;
    private readonly ComponentLimits _limits;
    private readonly TypeInterner _interner = new();
    private readonly List<ComponentScope> _scopes = [];

    /// <summary>Canonical ids of the function types that canonical definitions have.</summary>
    private readonly Dictionary<FuncType, int> _functionIds = [];

    public ComponentValidation(ComponentOptions options)
    {
        _options = options;
        _limits = options.Limits;
    }

    /// <summary>Core struct and array types by canonical id, for the garbage-collected ABI.</summary>
    private readonly Dictionary<int, CoreTypeEntry> _structures = [];
    private long _work;

    private ComponentScope Current => _scopes[^1];

    public ResolvedComponent Run(Component component) => ValidateComponent(component);

    private ResolvedComponent ValidateComponent(Component component)
    {
        EnsureStack(component.Offset);
        var scope = new ComponentScope(ScopeKind.Component, _interner);
        _scopes.Add(scope);
        foreach (var definition in component.Definitions)
        {
            Define(definition);
        }

        var end = component.Offset + component.Bytes.Length;
        var type = Finish(scope, end);
        CheckType(type, end);
        for (var i = 0; i < scope.Values.Count; i++)
        {
            if (!scope.ValueUsed[i])
            {
                Invalid(end, $"value {i} is not used: each must be passed on exactly once");
            }
        }

        _scopes.RemoveAt(_scopes.Count - 1);
        return new ResolvedComponent(component, type, scope, _interner);
    }

    private void Define(ComponentDefinition definition)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                DefineModule(module);
                break;
            case CoreInstanceDefinition instance:
                DefineCoreInstance(instance);
                break;
            case CoreTypeDefinition type:
                DefineCoreType(type);
                break;
            case NestedComponentDefinition nested:
                var resolved = FindKnown(nested.Component) ?? ValidateComponent(nested.Component);
                Current.Nested.Add(nested, resolved);
                CheckCount(Current.Components.Count, _limits.ModulesAndComponents, "components", nested.Offset);
                Current.Components.Add(resolved.Type);
                break;
            case InstanceDefinition instance:
                DefineInstance(instance);
                break;
            case AliasDefinition alias:
                DefineAlias(alias);
                break;
            case TypeDefinition type:
                DefineType(type);
                break;
            case CanonDefinition canon:
                DefineCanon(canon);
                break;
            case StartDefinition start:
                DefineStart(start);
                break;
            case ImportDefinition import:
                DefineImport(import);
                break;
            case ExportDefinition export:
                DefineExport(export);
                break;
            case ExportDeclaration declaration:
                DeclareExport(declaration);
                break;
            case ValueDefinition value:
                DefineValue(value);
                break;
            default:
                throw new InvalidOperationException($"no rule for {definition.GetType().Name}");
        }
    }

    /// <summary>
    /// The component as it was validated before. Types of core modules count in the type space of their own validation,
    /// so one that shows such types outside is validated anew.
    /// </summary>
    private ResolvedComponent? FindKnown(Component component)
    {
        foreach (var known in _options.Known)
        {
            if (ReferenceEquals(known.Syntax, component))
            {
                return ShowsModules(known.Type) ? null : known;
            }
        }

        return null;
    }

    private static bool ShowsModules(DefinedType? type) => type switch
    {
        ComponentType component => ShowsModules(component.Imports) || ShowsModules(component.Exports),
        InstanceType instance => ShowsModules(instance.Exports),
        _ => false,
    };

    private static bool ShowsModules(IReadOnlyList<ComponentExtern> items)
    {
        foreach (var item in items)
        {
            if (item.Type.Module is not null || ShowsModules(item.Type.Type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Completes a component or component type. Resources that are defined within must not occur in imports, and those
    /// that occur in exports must be exported themselves.
    /// </summary>
    private static ComponentType Finish(ComponentScope scope, long offset)
    {
        var free = new HashSet<ResourceId>();
        foreach (var import in scope.Imports.Items)
        {
            FreeResources.Collect(import.Type, free);
        }

        foreach (var resource in scope.DefinedResources)
        {
            if (free.Contains(resource))
            {
                Invalid(offset, $"local resource type found in imports: {resource}");
            }
        }

        free.Clear();
        foreach (var export in scope.Exports.Items)
        {
            FreeResources.Collect(export.Type, free);
        }

        var defined = new List<ResourcePath>();
        foreach (var resource in scope.DefinedResources)
        {
            if (!free.Contains(resource))
            {
                continue;
            }

            var path = scope.ExplicitResources.Find(resource);
            if (path is null)
            {
                Invalid(offset, $"local resource type found in export but not exported itself: {resource}");
            }

            defined.Add(new ResourcePath(resource, path));
        }

        return new ComponentType(
            scope.Imports.Items, scope.Exports.Items, scope.ImportedResources, defined, scope.ExplicitResources.ToArray());
    }

    private void DefineStart(StartDefinition start)
    {
        if (Current.HasStart)
        {
            Invalid(start.Offset, "a component cannot have more than one start function");
        }

        Current.HasStart = true;
        var type = FunctionAt(start.FunctionIndex, start.Offset);
        if (type.Parameters.Count != start.Arguments.Count)
        {
            Invalid(start.Offset, $"the start function has {type.Parameters.Count} parameters but is given {start.Arguments.Count} arguments");
        }

        if ((type.Result is null ? 0 : 1) != start.Results)
        {
            Invalid(start.Offset, $"the start function does not have {start.Results} results");
        }

        for (var i = 0; i < start.Arguments.Count; i++)
        {
            var value = UseValue(start.Arguments[i], start.Offset);
            Check(Subtyping.Check(ComponentExternType.Value(value), ComponentExternType.Value(type.Parameters[i].Type)), start.Offset);
        }

        if (type.Result is not null)
        {
            AddValue(type.Result, used: false, start.Offset);
        }
    }

    private void DefineValue(ValueDefinition value)
    {
        var type = ValueType(value.Type, value.Offset);
        var reader = new WasmReader(value.Content.Span, value.ContentOffset);
        ValueContent.Check(ref reader, type);
        reader.ExpectEnd("a value");
        AddValue(type, used: false, value.Offset);
    }

    private void AddValue(ComponentValueType type, bool used, long offset)
    {
        CheckCount(Current.Values.Count, _limits.Values, "values", offset);
        Current.Values.Add(type);
        Current.ValueUsed.Add(used);
    }

    private ComponentValueType UseValue(int index, long offset)
    {
        if ((uint)index >= (uint)Current.Values.Count)
        {
            Invalid(offset, $"unknown value {index}");
        }

        if (Current.ValueUsed[index])
        {
            Invalid(offset, $"value {index} cannot be used more than once");
        }

        Current.ValueUsed[index] = true;
        return Current.Values[index];
    }

    private ComponentFuncType FunctionAt(int index, long offset) => At(Current.Functions, index, "func", offset);

    private InstanceType InstanceAt(int index, long offset) => At(Current.Instances, index, "instance", offset);

    private ComponentType ComponentAt(int index, long offset) => At(Current.Components, index, "component", offset);

    private CoreModuleType ModuleAt(int index, long offset) => At(Current.CoreModules, index, "core module", offset);

    private DefinedType TypeAt(int index, long offset) => At(Current.Types, index, "type", offset);

    private static T At<T>(List<T> space, int index, string what, long offset)
    {
        if ((uint)index >= (uint)space.Count)
        {
            Invalid(offset, $"unknown {what} {index}: there are {space.Count}");
        }

        return space[index];
    }

    /// <summary>Fails if an index space that holds <paramref name="count"/> items cannot take another.</summary>
    private static void CheckCount(int count, int limit, string what, long offset)
    {
        if (count >= limit)
        {
            WasmErrors.LimitExceeded(offset, what, count + 1L, limit);
        }
    }

    /// <summary>Bounds the size of a type, and its depth: whoever walks a type may do so recursively.</summary>
    private void CheckType(DefinedType type, long offset)
    {
        CheckTypeSize(type.EffectiveSize, offset);
        if (type.Depth > _limits.TypeDepth)
        {
            WasmErrors.LimitExceeded(offset, "levels of type nesting", type.Depth, _limits.TypeDepth);
        }
    }

    private void CheckTypeSize(long size, long offset)
    {
        if (size > _limits.EffectiveTypeSize)
        {
            WasmErrors.LimitExceeded(offset, "nodes of a type (effective type size)", size, _limits.EffectiveTypeSize);
        }
    }

    /// <summary>Counts work on types, which must end: see <see cref="ComponentLimits.TypeWork"/>.</summary>
    private void Spend(long steps, long offset)
    {
        _work += steps;
        if (_work > _limits.TypeWork)
        {
            WasmErrors.LimitExceeded(offset, "steps of resolving types", _work, _limits.TypeWork);
        }
    }

    private static void Check(TypeMismatch? mismatch, long offset)
    {
        if (mismatch is not null)
        {
            throw new ComposeException(Mismatch(mismatch, offset));
        }
    }

    private static ComposeError Mismatch(TypeMismatch mismatch, long offset)
    {
        var error = mismatch.ToError();
        return error with
        {
            Code = ErrorCodes.Component.Invalid,
            Where = new ErrorLocation { Offset = offset, Path = error.Where?.Path },
        };
    }

    private static void EnsureStack(long offset)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ComposeException(
                ErrorCodes.Component.LimitExceeded, "definitions are nested too deeply", ErrorLocation.AtOffset(offset));
        }
    }

    [DoesNotReturn]
    private static void Invalid(long offset, string message, string? hint = null) => WasmErrors.Invalid(offset, message, hint);
}
