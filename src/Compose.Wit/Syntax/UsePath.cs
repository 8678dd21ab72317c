namespace Compose.Wit.Syntax;

/// <summary>Names an interface or world: of this package by its name alone, else with the package.</summary>
public sealed record UsePath(PackageNameSyntax? Package, Identifier Name);
