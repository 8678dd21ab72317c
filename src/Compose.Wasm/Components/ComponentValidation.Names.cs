namespace Compose.Wasm.Components;

/// <summary>Names of imports and exports.</summary>
internal sealed partial class ComponentValidation
{
    private void AddExtern(ExternScope side, string text, ExternAttributes attributes, ComponentExternType type, bool isImport, long offset)
    {
        var name = CheckName(side, text, attributes, type, isImport, offset);
        var item = new ComponentExtern(name, type, attributes);
        side.Items.Add(item);
        Current.TypeSize += type.EffectiveSize;
        CheckTypeSize(Current.TypeSize, offset);
    }

    /// <summary>
    /// Checks a name: its grammar, that it is strongly unique, that its annotation and attributes suit the type
    /// (Binary.md, "Import and Export Definitions").
    /// </summary>
    private ExternName CheckName(ExternScope side, string text, ExternAttributes attributes, ComponentExternType type, bool isImport, long offset)
    {
        var word = isImport ? "import" : "export";
        if (!ExternName.TryParse(text, NameFeatures(attributes), out var name, out var error))
        {
            Invalid(offset, $"{word} name `{text}` is not a valid extern name: {error}");
        }

        if (!isImport && name.Kind == ExternNameKind.Dependency)
        {
            Invalid(offset, $"name `{text}` is not a valid export name");
        }

        CheckAttributes(name, attributes, type, offset);
        if (AnnotationProblem(side, name, type) is { } problem)
        {
            Invalid(offset, $"{word} name `{text}` is not valid: {problem}");
        }

        if (side.AddName(name, _options.Features) is { } previous)
        {
            Invalid(offset, $"{word} name `{text}` conflicts with previous name `{previous}`");
        }

        return name;
    }

    /// <summary>A version suffix makes a canonical version of the name legal.</summary>
    private ComponentFeatures NameFeatures(ExternAttributes attributes) =>
        attributes.VersionSuffix is null ? _options.Features : _options.Features | ComponentFeatures.CanonicalNames;

    private void CheckAttributes(ExternName name, ExternAttributes attributes, ComponentExternType type, long offset)
    {
        if (attributes.Implements is { } implements)
        {
            if (name.Kind != ExternNameKind.Label)
            {
                Invalid(offset, $"name `{name}` is not valid with `implements`");
            }

            if (type.Kind != ComponentExternKind.Instance)
            {
                Invalid(offset, "only instances can have an `implements`");
            }

            if (!InterfaceName.TryParse(implements, _options.Features, out _, out var error))
            {
                Invalid(offset, $"`{implements}` is not a valid name: it must be an interface: {error}");
            }
        }

        if (attributes.VersionSuffix is { } suffix)
        {
            if (type.Kind != ComponentExternKind.Instance)
            {
                Invalid(offset, "only instances can have a `versionsuffix`");
            }

            if (name.Interface is not { VersionText: { } version } || !NameGrammar.IsCanonicalVersion(version)
                || !SemanticVersion.TryParse(version + suffix, out var whole) || !IsSplitOf(whole, version))
            {
                Invalid(offset, $"`versionsuffix` `{suffix}` does not complete the version of `{name}`");
            }
        }
    }

    /// <summary>Whether canonicalising a version gives that prefix (Explainer, "Canonical Interface Name").</summary>
    private static bool IsSplitOf(SemanticVersion version, string prefix) =>
        string.Equals((version with { PreRelease = string.Empty }).Track, prefix, StringComparison.Ordinal);

    private static string? AnnotationProblem(ExternScope side, ExternName name, ComponentExternType type) => name.Kind switch
    {
        ExternNameKind.Constructor => ConstructorProblem(side, name, type),
        ExternNameKind.Method => MethodProblem(side, name, type),
        ExternNameKind.Static when type.Kind != ComponentExternKind.Func => "item is not a func",
        ExternNameKind.Static when !side.HasResource(name.Resource!) => "static resource name is not known in this context",
        _ => null,
    };

    /// <summary>A constructor gives <c>own</c> of its resource, or a result of that.</summary>
    private static string? ConstructorProblem(ExternScope side, ExternName name, ComponentExternType type)
    {
        if (type.AsFunc is not { } func)
        {
            return "item is not a func";
        }

        if (func.IsAsync)
        {
            return "constructor function cannot be async";
        }

        var own = func.Result as OwnType ?? (func.Result as ResultType)?.Ok as OwnType;
        return own is null
            ? "function should return `(own $T)` or `(result (own $T))`"
            : ResourceProblem(side, own.Resource, name.Resource!);
    }

    /// <summary>A method takes <c>self</c>, a borrow of its resource, first.</summary>
    private static string? MethodProblem(ExternScope side, ExternName name, ComponentExternType type)
    {
        if (type.AsFunc is not { } func)
        {
            return "item is not a func";
        }

        if (func.Parameters.Count == 0)
        {
            return "function should have at least one argument";
        }

        if (!string.Equals(func.Parameters[0].Name, "self", StringComparison.Ordinal))
        {
            return "function should have a first argument called `self`";
        }

        return func.Parameters[0].Type is BorrowType borrow
            ? ResourceProblem(side, borrow.Resource, name.Resource!)
            : "function should take a first argument of `(borrow $T)`";
    }

    private static string? ResourceProblem(ExternScope side, ResourceType resource, string expected)
    {
        var actual = side.NameOf(resource);
        return actual is null ? "resource used in function does not have a name in this context"
            : !string.Equals(actual, expected, StringComparison.Ordinal) ? $"function does not match expected resource name `{actual}`"
            : null;
    }
}
