namespace Compose.Wit.Syntax;

public sealed record ParameterSyntax(Identifier Name, TypeSyntax Type);
