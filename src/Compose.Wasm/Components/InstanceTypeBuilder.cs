namespace Compose.Wasm.Components;

/// <summary>Builds an instance type; hand it to <see cref="TypeScopeBuilder.Define(InstanceTypeBuilder)"/>.</summary>
public sealed class InstanceTypeBuilder : DeclarationBuilder;
