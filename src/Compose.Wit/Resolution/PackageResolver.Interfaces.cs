using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>Resolves the items of an interface into <paramref name="id"/>, or only checks their names if it is left out.</summary>
    /// <param name="leftOutFor">The feature for which the interface itself is left out, or null.</param>
    private TypeScope ResolveInterface(InterfaceSyntax syntax, InterfaceId? id, FileScope file, string? leftOutFor)
    {
        WitInterface? target = id is { } found ? _arena[found] : null;
        WitOwner owner = id is { } owned ? WitOwner.Of(owned) : WitOwner.None;
        var block = new TypeBlock(syntax.Items, file, owner, target is not null, leftOutFor, target?.Name is null ? null : _package.Name.Item(target.Name));
        TypeScope scope = block.Scope;
        foreach ((string name, TypeId type) in ResolveTypes(block))
        {
            target!.Types.Add(name, type);
        }

        foreach (ItemSyntax item in syntax.Items)
        {
            switch (item)
            {
                case FunctionSyntax function:
                    if (!scope.Add(function.Name.Name, new ScopeEntry(ScopeEntryKind.Function)))
                    {
                        ReportTaken(function.Name);
                        break;
                    }

                    AddFunction(target, ResolveFunction(function, null, scope, target is not null));
                    break;
                case TypeDefinitionSyntax.Resource resource:
                    foreach (FunctionSyntax function in resource.Functions)
                    {
                        AddFunction(target, ResolveFunction(function, resource.Name, scope, target is not null));
                    }

                    break;
            }
        }

        return scope;
    }

    private static void AddFunction(WitInterface? target, WitFunction? function)
    {
        if (target is not null && function is not null)
        {
            // A name that is taken was reported where it stands.
            target.Functions.TryAdd(function.Name, function);
        }
    }

    private void ReportTaken(Identifier name) =>
        Report(
            ErrorCodes.Wit.Duplicate,
            $"the name `{name.Name}` is defined twice here",
            name.Span,
            "names that differ in case only count as the same");

    /// <summary>
    /// Resolves a function; null if it is left out or broken. Resources in its types do not stand for handles yet.
    /// </summary>
    private WitFunction? ResolveFunction(FunctionSyntax syntax, Identifier? resource, TypeScope scope, bool included)
    {
        Stability stability = StabilityOf(syntax.Attributes);
        string? externalId = ExternalIdOf(syntax.Attributes);
        included = included && IsIncluded(stability, syntax.Name.Span);
        var context = new TypeContext(scope, included, Stability.Unknown);
        var parameters = new List<WitParameter>(syntax.Parameters.Count + 1);
        bool isWhole = true;
        TypeId? resourceId = null;
        string name = syntax.Name.Name;
        if (resource is not null)
        {
            resourceId = FindResource(syntax, resource, context);
            isWhole = resourceId is not null;
            name = syntax.Role switch
            {
                FunctionRole.Constructor => $"[constructor]{resource.Name}",
                FunctionRole.Static => $"[static]{resource.Name}.{name}",
                _ => $"[method]{resource.Name}.{name}",
            };
        }

        var names = new NameSet();
        if (syntax.Role == FunctionRole.Method)
        {
            names.Add("self");
            if (resourceId is { } self)
            {
                WitType borrow = Anonymous(new WitTypeKind.Handle(self, IsBorrow: true), context, syntax.Span);
                parameters.Add(new WitParameter("self", borrow, syntax.Span));
            }
        }

        foreach (ParameterSyntax parameter in syntax.Parameters)
        {
            if (!names.Add(parameter.Name.Name))
            {
                Report(ErrorCodes.Wit.Duplicate, $"the function has two parameters named `{parameter.Name.Name}`", parameter.Name.Span);
            }

            WitType? type = ResolveType(parameter.Type, context);
            isWhole &= type is not null;
            parameters.Add(new WitParameter(parameter.Name.Name, type ?? default, parameter.Name.Span));
        }

        WitType? result = syntax.Result is null ? null : ResolveType(syntax.Result, context);
        isWhole &= syntax.Result is null || result is not null;
        if (syntax.Role == FunctionRole.Constructor && resourceId is { } made)
        {
            isWhole &= syntax.Result is null || result is null || IsConstructorResult(syntax.Result, result.Value, made);
            result ??= WitType.Of(made);
        }

        return included && isWhole
            ? new WitFunction(
                name, syntax.Role, syntax.IsAsync, resourceId, parameters, result, syntax.Docs?.Text, stability, externalId, syntax.Name.Span)
            : null;
    }

    private TypeId? FindResource(FunctionSyntax function, Identifier resource, TypeContext context)
    {
        if (!context.Scope.TryGet(resource.Name, out ScopeEntry entry) || !context.Included)
        {
            return null;
        }

        if (entry.Kind == ScopeEntryKind.LeftOut)
        {
            ReportLeftOut($"the resource `{resource.Name}` of this function", entry.Feature, function.Name.Span);
        }

        return entry.Kind == ScopeEntryKind.Type ? entry.Id : null;
    }

    /// <summary>A constructor that may fail gives <c>result&lt;resource, error&gt;</c>.</summary>
    private bool IsConstructorResult(TypeSyntax syntax, WitType type, TypeId resource)
    {
        WitType? ok = null;
        if (!type.IsPrimitive && _arena[type.Id].Kind is WitTypeKind.Result result)
        {
            ok = result.Ok;
        }

        if (ok is { IsPrimitive: false } some && _arena[some.Id].Kind is WitTypeKind.Handle { IsBorrow: false } handle && handle.Of == resource)
        {
            return true;
        }

        Report(
            ErrorCodes.Wit.Invalid,
            "a constructor with a result gives a `result` whose ok type is the resource",
            syntax.Span,
            "leave the result out if construction cannot fail");
        return false;
    }

    /// <summary>Makes the handles in the signatures of an interface explicit.</summary>
    private void OwnHandles(WitInterface target)
    {
        for (int i = 0; i < target.Functions.Count; i++)
        {
            target.Functions.SetAt(i, OwnHandles(target.Functions.GetAt(i).Value));
        }
    }

    private WitFunction OwnHandles(WitFunction function)
    {
        var parameters = new List<WitParameter>(function.Parameters.Count);
        foreach (WitParameter parameter in function.Parameters)
        {
            parameters.Add(parameter with { Type = Owned(parameter.Type) });
        }

        WitType? result = function.Result is { } some ? Owned(some) : null;
        if (_arena.HasBorrow(result))
        {
            Report(
                ErrorCodes.Wit.Invalid,
                $"the function `{function.Name}` returns a borrowed handle, which cannot outlive the call",
                function.Span,
                "return the resource itself, or take the handle as a parameter");
        }

        return function with { Parameters = parameters, Result = result };
    }
}
