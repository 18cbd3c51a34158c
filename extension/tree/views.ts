export const PLANS_VIEW = 'fractale.plans';
export const SETUP_VIEW = 'fractale.setup';
