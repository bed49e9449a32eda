export { CheckoutButton, type CheckoutButtonProps } from "./checkout/CheckoutButton";
export { OrderSummary, type OrderLine, type OrderSummaryProps } from "./checkout/OrderSummary";
export { QuantityField, type QuantityFieldProps } from "./checkout/QuantityField";
export { PriceTag, type PriceTagProps } from "./pricing/PriceTag";
export { PricingTable, type PricingPlan, type PricingTableProps } from "./pricing/PricingTable";
export { ProductCard, type ProductCardProps } from "./products/ProductCard";
export { ProductGrid, type ProductGridProps } from "./products/ProductGrid";
